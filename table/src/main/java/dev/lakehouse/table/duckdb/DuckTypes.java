package dev.lakehouse.table.duckdb;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Iceberg's types as DuckDB has them, and Iceberg's field ids as DuckDB reads and writes them in
 * Parquet.
 */
public final class DuckTypes {
  private DuckTypes() {}

  /**
   * The DuckDB type whose Parquet form is the one that Iceberg wants for a type.
   *
   * @throws LakehouseException INVALID_ARGUMENT if DuckDB cannot write that form
   */
  public static String of(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> "BOOLEAN";
      case INTEGER -> "INTEGER";
      case LONG -> "BIGINT";
      case FLOAT -> "FLOAT";
      case DOUBLE -> "DOUBLE";
      case DATE -> "DATE";
      case TIME -> "TIME";
      case TIMESTAMP ->
          ((Types.TimestampType) type).shouldAdjustToUTC()
              ? "TIMESTAMP WITH TIME ZONE"
              : "TIMESTAMP";
      case STRING -> "VARCHAR";
      case UUID -> "UUID";
      case BINARY -> "BLOB";
      case DECIMAL -> {
        Types.DecimalType decimal = (Types.DecimalType) type;
        yield "DECIMAL(%d,%d)".formatted(decimal.precision(), decimal.scale());
      }
      case STRUCT ->
          type.asStructType().fields().stream()
              .map(field -> SqlText.name(field.name()) + " " + of(field.type()))
              .collect(Collectors.joining(", ", "STRUCT(", ")"));
      case LIST -> of(type.asListType().elementType()) + "[]";
      case MAP ->
          "MAP(%s, %s)".formatted(of(type.asMapType().keyType()), of(type.asMapType().valueType()));
      default ->
          throw LakehouseException.of(
              ErrorCode.INVALID_ARGUMENT,
              "the embedded engine has no columns of the type " + type,
              "use another type, or the Trino engine");
    };
  }

  /** The FIELD_IDS option of a COPY that writes this schema. */
  public static String fieldIds(Schema schema) {
    return schema.columns().stream()
        .map(field -> fieldId(SqlText.name(field.name()), field.fieldId(), field.type()))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String fieldId(String key, int id, Type type) {
    String children =
        switch (type.typeId()) {
          case STRUCT ->
              type.asStructType().fields().stream()
                  .map(field -> fieldId(SqlText.name(field.name()), field.fieldId(), field.type()))
                  .collect(Collectors.joining(", "));
          case LIST ->
              fieldId("element", type.asListType().elementId(), type.asListType().elementType());
          case MAP -> {
            Types.MapType map = type.asMapType();
            yield fieldId("key", map.keyId(), map.keyType())
                + ", "
                + fieldId("value", map.valueId(), map.valueType());
          }
          default -> "";
        };
    return children.isEmpty()
        ? "%s: %d".formatted(key, id)
        : "%s: {__duckdb_field_id: %d, %s}".formatted(key, id, children);
  }

  /**
   * The {@code schema} option of {@code read_parquet} that finds columns by field id, so that
   * renamed, added and widened columns resolve.
   */
  public static String readSchema(Schema schema) {
    return schema.columns().stream()
        .map(DuckTypes::readField)
        .collect(Collectors.joining(", ", "MAP {", "}"));
  }

  private static String readField(NestedField field) {
    return readField(field.fieldId(), field.name(), field.type());
  }

  private static String readField(int id, String name, Type type) {
    String children =
        switch (type.typeId()) {
          case STRUCT ->
              type.asStructType().fields().stream()
                  .map(DuckTypes::readField)
                  .collect(Collectors.joining(", "));
          case LIST ->
              readField(type.asListType().elementId(), "element", type.asListType().elementType());
          case MAP -> {
            Types.MapType map = type.asMapType();
            yield readField(map.keyId(), "key", map.keyType())
                + ", "
                + readField(map.valueId(), "value", map.valueType());
          }
          default -> "";
        };
    return "%d: {name: %s, type: %s, default_value: NULL%s}"
        .formatted(
            id,
            SqlText.literal(name),
            SqlText.literal(of(type)),
            children.isEmpty() ? "" : ", children: MAP {" + children + "}");
  }
}
