package dev.lakehouse.table.schema;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.NullOrder;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
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
      Matcher transform = TRANSFORM.matcher(field.strip());
      if (!transform.matches()) {
        builder.identity(column(schema, field.strip()));
        continue;
      }
      String column = column(schema, transform.group(2));
      String width = transform.group(3);
      String kind = transform.group(1).toLowerCase(Locale.ROOT) + (width == null ? "" : ", n");
      switch (kind) {
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
      }
    }
    return builder.build();
  }

  /**
   * The sort order of a table; NULLs come first unless it says otherwise, as in Trino's Iceberg
   * connector.
   *
   * @throws LakehouseException INVALID_ARGUMENT if a field is no column
   */
  public static SortOrder sortOrder(Schema schema, List<String> fields) {
    SortOrder.Builder builder = SortOrder.builderFor(schema);
    for (String field : fields) {
      Matcher sort = SORT.matcher(field.strip());
      if (!sort.matches()) {
        throw LakehouseException.of(
            ErrorCode.INVALID_ARGUMENT, "'%s' is no sort order".formatted(field));
      }
      String column = column(schema, sort.group(1));
      NullOrder nulls =
          "last".equalsIgnoreCase(sort.group(3)) ? NullOrder.NULLS_LAST : NullOrder.NULLS_FIRST;
      if ("desc".equalsIgnoreCase(sort.group(2))) {
        builder.desc(column, nulls);
      } else {
        builder.asc(column, nulls);
      }
    }
    return builder.build();
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
    return field.name();
  }
}
