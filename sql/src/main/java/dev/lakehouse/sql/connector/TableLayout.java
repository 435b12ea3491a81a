package dev.lakehouse.sql.connector;

import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.NullOrder;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortField;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.SortOrderBuilder;

/**
 * The table properties {@code partitioning} and {@code sorted_by}, to and from Iceberg, with the
 * spelling, the partition names and the messages of Trino's Iceberg connector.
 */
final class TableLayout {
  private static final String IDENTIFIER = "([a-zA-Z_]\\w*|\"(?:\"\"|[^\"])*\")";
  private static final Pattern COLUMN = Pattern.compile(IDENTIFIER);
  private static final Pattern PLAIN_TRANSFORM =
      Pattern.compile(
          "(year|month|day|hour|void)\\(" + IDENTIFIER + "\\)\\s*", Pattern.CASE_INSENSITIVE);
  private static final Pattern WIDE_TRANSFORM =
      Pattern.compile(
          "(bucket|truncate)\\(" + IDENTIFIER + ",\\s*(\\d+)\\)", Pattern.CASE_INSENSITIVE);
  private static final Pattern SORT =
      Pattern.compile(
          "\\s*" + IDENTIFIER + "(?i:\\s+(ASC|DESC))?(?i:\\s+NULLS\\s+(FIRST|LAST))?\\s*");
  private static final Pattern ICEBERG_TRANSFORM = Pattern.compile("(bucket|truncate)\\[(\\d+)]");
  private static final Pattern UNQUOTED = Pattern.compile("[a-z_][a-z0-9_]*");

  private TableLayout() {}

  /** The partitions that a list of texts describes. */
  static PartitionSpec partitions(Schema schema, List<String> fields) {
    try {
      PartitionSpec.Builder builder = PartitionSpec.builderFor(schema);
      for (String field : fields) {
        addPartition(schema, fields.size(), builder, field);
      }
      return builder.build();
    } catch (RuntimeException e) {
      throw new TrinoException(
          StandardErrorCode.INVALID_TABLE_PROPERTY,
          "Unable to parse partitioning value: " + e.getMessage(),
          e);
    }
  }

  /** A partition field whose usual name is taken gets a number at its end. */
  private static void addPartition(
      Schema schema, int fields, PartitionSpec.Builder builder, String field) {
    int most = schema.columns().size() + fields;
    for (int attempt = 1; attempt < most; attempt++) {
      try {
        addPartition(builder, field, attempt == 1 ? "" : "_" + attempt);
        return;
      } catch (IllegalArgumentException e) {
        String message = String.valueOf(e.getMessage());
        if (!message.contains("Cannot create partition from name that exists in schema")
            && !message.contains(
                "Cannot create identity partition sourced from different field in schema")) {
          throw e;
        }
      }
    }
    throw new IllegalArgumentException("Cannot resolve partition field: " + field);
  }

  private static void addPartition(PartitionSpec.Builder builder, String field, String suffix) {
    Matcher column = COLUMN.matcher(field);
    Matcher plain = PLAIN_TRANSFORM.matcher(field);
    Matcher wide = WIDE_TRANSFORM.matcher(field);
    if (column.matches()) {
      builder.identity(column(column.group()));
    } else if (plain.matches()) {
      addPlain(builder, plain.group(1).toLowerCase(Locale.ENGLISH), column(plain.group(2)), suffix);
    } else if (wide.matches()) {
      String name = column(wide.group(2));
      int width = Integer.parseInt(wide.group(3));
      if (wide.group(1).equalsIgnoreCase("bucket")) {
        builder.bucket(name, width, name + "_bucket" + suffix);
      } else {
        builder.truncate(name, width, name + "_trunc" + suffix);
      }
    } else {
      throw new IllegalArgumentException("Invalid partition field declaration: " + field);
    }
  }

  private static void addPlain(
      PartitionSpec.Builder builder, String transform, String name, String suffix) {
    switch (transform) {
      case "year" -> builder.year(name, name + "_year" + suffix);
      case "month" -> builder.month(name, name + "_month" + suffix);
      case "day" -> builder.day(name, name + "_day" + suffix);
      case "hour" -> builder.hour(name, name + "_hour" + suffix);
      default -> builder.alwaysNull(name, name + "_null" + suffix);
    }
  }

  /** The texts that describe partitions. */
  static List<String> texts(PartitionSpec spec) {
    return spec.fields().stream().map(field -> text(spec, field)).toList();
  }

  private static String text(PartitionSpec spec, PartitionField field) {
    String column = identifier(spec.schema().findColumnName(field.sourceId()));
    String transform = field.transform().toString();
    Matcher wide = ICEBERG_TRANSFORM.matcher(transform);
    if (wide.matches()) {
      return "%s(%s, %s)".formatted(wide.group(1), column, wide.group(2));
    }
    return field.transform().isIdentity() ? column : "%s(%s)".formatted(transform, column);
  }

  /** The sort order that a list of texts describes. */
  static SortOrder sortOrder(Schema schema, List<String> fields) {
    SortOrder.Builder builder = SortOrder.builderFor(schema);
    sortBy(builder, fields);
    SortOrder order;
    try {
      order = builder.build();
    } catch (RuntimeException e) {
      throw new TrinoException(
          StandardErrorCode.INVALID_TABLE_PROPERTY, "Invalid sorted_by definition", e);
    }
    for (SortField field : order.fields()) {
      if (schema.columns().stream().noneMatch(column -> column.fieldId() == field.sourceId())) {
        throw new TrinoException(
            StandardErrorCode.COLUMN_NOT_FOUND,
            "Column not found: " + schema.findColumnName(field.sourceId()));
      }
    }
    return order;
  }

  /** Adds fields to a sort order; unless they say otherwise NULLs count as the smallest values. */
  static void sortBy(SortOrderBuilder<?> builder, List<String> fields) {
    for (String field : fields) {
      Matcher sort = SORT.matcher(field);
      if (!sort.matches()) {
        throw new TrinoException(
            StandardErrorCode.INVALID_TABLE_PROPERTY,
            "Unable to parse sort field: [%s]".formatted(field));
      }
      boolean descending = "desc".equalsIgnoreCase(sort.group(2));
      boolean nullsLast =
          sort.group(3) == null ? descending : "last".equalsIgnoreCase(sort.group(3));
      NullOrder nulls = nullsLast ? NullOrder.NULLS_LAST : NullOrder.NULLS_FIRST;
      String column = column(sort.group(1));
      if (descending) {
        builder.desc(column, nulls);
      } else {
        builder.asc(column, nulls);
      }
    }
  }

  /** The texts that describe a sort order; none if it sorts by anything but columns. */
  static List<String> texts(SortOrder order) {
    if (order.fields().stream().anyMatch(field -> !field.transform().isIdentity())) {
      return List.of();
    }
    return order.fields().stream()
        .map(field ->
            "%s %s %s"
                .formatted(
                    identifier(order.schema().findColumnName(field.sourceId())),
                    field.direction(),
                    field.nullOrder()))
        .toList();
  }

  private static String column(String identifier) {
    return identifier.startsWith("\"")
        ? identifier.substring(1, identifier.length() - 1).replace("\"\"", "\"")
        : identifier.toLowerCase(Locale.ENGLISH);
  }

  private static String identifier(String column) {
    return UNQUOTED.matcher(column).matches() ? column : "\"" + column.replace("\"", "\"\"") + "\"";
  }
}
