package dev.lakehouse.table.write;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.duckdb.BucketFunctions;
import dev.lakehouse.table.duckdb.SqlText;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * The partition values of a row as extra columns for DuckDB to split files by, and back from text
 * to Iceberg's values.
 *
 * <p>A value travels as text with the letter {@code v} before it, NULL as the letter {@code n}, so
 * that no value looks like another or like NULL.
 */
final class PartitionColumns {
  private static final String COLUMN = "__partition_";
  // It becomes the name of a directory, escaped, in which a character may take nine bytes.
  private static final int LONGEST_TEXT = 80;

  private final PartitionSpec spec;
  private final List<PartitionField> fields;

  PartitionColumns(PartitionSpec spec) {
    this.spec = spec;
    this.fields = spec.fields().stream().filter(field -> !field.transform().isVoid()).toList();
  }

  boolean isEmpty() {
    return fields.isEmpty();
  }

  List<String> names() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      names.add(COLUMN + i);
    }
    return names;
  }

  /** The columns as items of a select list, each with a comma before it. */
  String selectItems() {
    StringBuilder items = new StringBuilder();
    for (int i = 0; i < fields.size(); i++) {
      String value = text(fields.get(i));
      items.append(
          ", CASE WHEN %1$s IS NULL THEN 'n' ELSE 'v' || %1$s END AS %2$s"
              .formatted(value, COLUMN + i));
    }
    return items.toString();
  }

  private String text(PartitionField field) {
    Type source = spec.schema().findType(field.sourceId());
    String column = SqlText.name(spec.schema().findColumnName(field.sourceId()));
    String transform = field.transform().toString();
    if (transform.equals("identity")) {
      return identity(field, source, column);
    }
    return "CAST(%s AS VARCHAR)".formatted(transformed(field, source, column, transform));
  }

  private static String identity(PartitionField field, Type source, String column) {
    return switch (source.typeId()) {
      case DATE -> "CAST(%s - DATE '1970-01-01' AS VARCHAR)".formatted(column);
      case TIME, TIMESTAMP -> "CAST(epoch_us(%s) AS VARCHAR)".formatted(column);
      case BINARY -> bounded(field, "hex(%s)".formatted(column));
      case STRING -> bounded(field, column);
      default -> "CAST(%s AS VARCHAR)".formatted(column);
    };
  }

  private static String bounded(PartitionField field, String text) {
    return "CASE WHEN length(%1$s) > %2$d THEN CAST(error(%3$s) AS VARCHAR) ELSE %1$s END"
        .formatted(
            text,
            LONGEST_TEXT,
            SqlText.literal(
                "a value of the partition field %s is longer than %d characters"
                    .formatted(field.name(), LONGEST_TEXT)));
  }

  private static String transformed(
      PartitionField field, Type source, String column, String transform) {
    int bracket = transform.indexOf('[');
    String name = bracket < 0 ? transform : transform.substring(0, bracket);
    int width =
        bracket < 0
            ? 0
            : Integer.parseInt(transform.substring(bracket + 1, transform.length() - 1));
    return switch (name) {
      case "year" -> "CAST(year(%s) - 1970 AS INTEGER)".formatted(column);
      case "month" ->
          "CAST((year(%1$s) - 1970) * 12 + month(%1$s) - 1 AS INTEGER)".formatted(column);
      case "day" ->
          source.typeId() == Type.TypeID.DATE
              ? "%s - DATE '1970-01-01'".formatted(column)
              : floorDiv("epoch_us(%s)".formatted(column), 86_400_000_000L);
      case "hour" -> floorDiv("epoch_us(%s)".formatted(column), 3_600_000_000L);
      case "bucket" ->
          "(%s & 2147483647) %% %d".formatted(BucketFunctions.hash(source, column), width);
      case "truncate" -> truncate(field, source, column, width);
      default ->
          throw LakehouseException.of(
              ErrorCode.INVALID_ARGUMENT,
              "the embedded engine cannot write partitions by " + field.transform());
    };
  }

  private static String truncate(PartitionField field, Type source, String column, int width) {
    return switch (source.typeId()) {
      case INTEGER, LONG ->
          "%1$s - ((%1$s %% %2$d) + %2$d) %% %2$d"
              .formatted("CAST(%s AS HUGEINT)".formatted(column), width);
      case DECIMAL -> {
        int scale = ((Types.DecimalType) source).scale();
        // The width counts units of the last decimal place.
        yield "%1$s - ((%1$s %% %2$s) + %2$s) %% %2$s"
            .formatted(
                "CAST(%s AS DECIMAL(38,%d))".formatted(column, scale),
                "CAST(%s AS DECIMAL(38,%d))"
                    .formatted(BigDecimal.valueOf(width, scale).toPlainString(), scale));
      }
      case STRING -> bounded(field, "left(%s, %d)".formatted(column, width));
      case BINARY -> bounded(field, "left(hex(%s), %d)".formatted(column, 2 * width));
      default -> throw new IllegalArgumentException("no truncate of " + source);
    };
  }

  private static String floorDiv(String expression, long divisor) {
    return "(%1$s - ((%1$s %% %2$d) + %2$d) %% %2$d) // %2$d".formatted(expression, divisor);
  }

  /** Iceberg's partition of a file from the text of its columns. */
  PartitionData partition(Map<String, String> texts) {
    PartitionData partition = new PartitionData(spec.partitionType());
    for (int i = 0; i < fields.size(); i++) {
      PartitionField field = fields.get(i);
      String text = texts.get(COLUMN + i);
      if (!text.equals("n")) {
        int position = spec.fields().indexOf(field);
        Type type = spec.partitionType().fields().get(position).type();
        partition.set(position, value(type, text.substring(1)));
      }
    }
    return partition;
  }

  private static Object value(Type type, String text) {
    return switch (type.typeId()) {
      case BOOLEAN -> Boolean.valueOf(text);
      case INTEGER, DATE -> Integer.valueOf(text);
      case LONG, TIME, TIMESTAMP -> Long.valueOf(text);
      case FLOAT -> Float.valueOf(text);
      case DOUBLE -> Double.valueOf(text);
      case STRING -> text;
      case DECIMAL -> new BigDecimal(text);
      case UUID -> UUID.fromString(text);
      case BINARY -> ByteBuffer.wrap(HexFormat.of().parseHex(text.toLowerCase(Locale.ROOT)));
      default -> throw new IllegalArgumentException("no partition values of the type " + type);
    };
  }
}
