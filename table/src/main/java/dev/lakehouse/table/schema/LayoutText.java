package dev.lakehouse.table.schema;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.NullOrder;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Partitions and sort orders as the table properties {@code partitioning} and {@code sorted_by} of
 * Trino's Iceberg connector write them: {@code country}, {@code day(at)}, {@code bucket(id, 16)};
 * {@code amount DESC NULLS LAST}.
 */
public final class LayoutText {
  private static final Pattern TRANSFORM =
      Pattern.compile("(\\w+)\\s*\\(\\s*([^,()]+?)\\s*(?:,\\s*(\\d{1,9})\\s*)?\\)");
  private static final Pattern SORT =
      Pattern.compile(
          "(.+?)(?:\\s+(asc|desc))?(?:\\s+nulls\\s+(first|last))?", Pattern.CASE_INSENSITIVE);

  private LayoutText() {}

  /**
   * The partitions of a table.
   *
   * @throws LakehouseException INVALID_ARGUMENT if a field is no transform of a column
   */
  public static PartitionSpec partitions(Schema schema, List<String> fields) {
    PartitionSpec.Builder builder = PartitionSpec.builderFor(schema);
    for (String field : fields) {
      checked(field, "partitioning", () -> addPartition(builder, schema, field.strip()));
    }
    return checked(String.join(", ", fields), "partitioning", builder::build);
  }

  private static PartitionSpec.Builder addPartition(
      PartitionSpec.Builder builder, Schema schema, String field) {
    Matcher transform = TRANSFORM.matcher(field);
    if (!transform.matches()) {
      return builder.identity(column(schema, field));
    }
    String column = column(schema, transform.group(2));
    String width = transform.group(3);
    String kind = transform.group(1).toLowerCase(Locale.ROOT) + (width == null ? "" : ", n");
    return switch (kind) {
      case "year" -> builder.year(column);
      case "month" -> builder.month(column);
      case "day" -> builder.day(column);
      case "hour" -> builder.hour(column);
      case "bucket, n" -> builder.bucket(column, Integer.parseInt(width));
      case "truncate, n" -> builder.truncate(column, Integer.parseInt(width));
      default ->
          throw LakehouseException.of(
              ErrorCode.INVALID_ARGUMENT,
              "'%s' is no partitioning".formatted(field),
              "write a column, year(c), month(c), day(c), hour(c), bucket(c, n) or truncate(c, n)");
    };
  }

  /**
   * The sort order of a table. Unless it says otherwise, NULLs come first in an ascending order and
   * last in a descending one, as in Trino's Iceberg connector.
   *
   * @throws LakehouseException INVALID_ARGUMENT if a field is no column
   */
  public static SortOrder sortOrder(Schema schema, List<String> fields) {
    SortOrder.Builder builder = SortOrder.builderFor(schema);
    for (String field : fields) {
      checked(field, "sort order", () -> addSort(builder, schema, field.strip()));
    }
    return checked(String.join(", ", fields), "sort order", builder::build);
  }

  private static SortOrder.Builder addSort(SortOrder.Builder builder, Schema schema, String field) {
    Matcher sort = SORT.matcher(field);
    if (!sort.matches()) {
      throw LakehouseException.of(
          ErrorCode.INVALID_ARGUMENT, "'%s' is no sort order".formatted(field));
    }
    String column = column(schema, sort.group(1));
    boolean descending = "desc".equalsIgnoreCase(sort.group(2));
    boolean nullsLast = sort.group(3) == null ? descending : "last".equalsIgnoreCase(sort.group(3));
    NullOrder nulls = nullsLast ? NullOrder.NULLS_LAST : NullOrder.NULLS_FIRST;
    return descending ? builder.desc(column, nulls) : builder.asc(column, nulls);
  }

  /** What Iceberg refuses is wrong in the text. */
  private static <T> T checked(String text, String kind, Supplier<T> work) {
    try {
      return work.get();
    } catch (IllegalArgumentException | ValidationException e) {
      throw LakehouseException.of(
              ErrorCode.INVALID_ARGUMENT,
              "'%s' is no %s of this table: %s".formatted(text, kind, e.getMessage()))
          .causedBy(e);
    }
  }

  private static String column(Schema schema, String name) {
    NestedField field = schema.caseInsensitiveFindField(name);
    if (field == null) {
      throw LakehouseException.of(
          ErrorCode.INVALID_ARGUMENT,
          "there is no column '%s'".formatted(name),
          "the columns are "
              + String.join(", ", schema.columns().stream().map(NestedField::name).toList()));
    }
    return schema.findColumnName(field.fieldId());
  }
}
