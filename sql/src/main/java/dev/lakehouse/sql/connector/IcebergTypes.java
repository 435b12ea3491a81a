package dev.lakehouse.sql.connector;

import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.ColumnMetadata;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.CharType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.SmallintType;
import io.trino.spi.type.TimeType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.TinyintType;
import io.trino.spi.type.Type;
import io.trino.spi.type.TypeOperators;
import io.trino.spi.type.UuidType;
import io.trino.spi.type.VarbinaryType;
import io.trino.spi.type.VarcharType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/**
 * Trino's types in Iceberg, as Trino's Iceberg connector maps them. Field ids count up from a given
 * one: an instance belongs to one schema. Not thread-safe.
 */
final class IcebergTypes {
  private static final TypeOperators OPERATORS = new TypeOperators();

  private int nextFieldId;

  IcebergTypes(int firstFieldId) {
    this.nextFieldId = firstFieldId;
  }

  /** The schema of a new table; hidden columns are left out. */
  static Schema schema(List<ColumnMetadata> columns) {
    List<ColumnMetadata> visible = columns.stream().filter(column -> !column.isHidden()).toList();
    IcebergTypes types = new IcebergTypes(visible.size() + 1);
    List<Types.NestedField> fields = new ArrayList<>();
    for (ColumnMetadata column : visible) {
      fields.add(
          Types.NestedField.builder()
              .withId(fields.size() + 1)
              .withName(column.getName())
              .ofType(types.of(column.getType()))
              .withDoc(column.getComment())
              .isOptional(column.isNullable())
              .build());
    }
    return new Schema(fields);
  }

  /** The type in which values of a type that Iceberg lacks are kept; others stay. */
  static Type stored(Type type) {
    return switch (type) {
      case TinyintType _, SmallintType _ -> IntegerType.INTEGER;
      case TimeType _ -> TimeType.TIME_MICROS;
      case TimestampType _ -> TimestampType.TIMESTAMP_MICROS;
      case TimestampWithTimeZoneType _ -> TimestampWithTimeZoneType.TIMESTAMP_TZ_MICROS;
      case CharType _ -> VarcharType.VARCHAR;
      case ArrayType array -> new ArrayType(stored(array.getElementType()));
      case MapType map ->
          new MapType(stored(map.getKeyType()), stored(map.getValueType()), OPERATORS);
      case RowType row ->
          RowType.from(
              row.getFields().stream()
                  .map(field -> new RowType.Field(field.getName(), stored(field.getType())))
                  .toList());
      default -> type;
    };
  }

  /** Iceberg's type for one of Trino's. */
  org.apache.iceberg.types.Type of(Type type) {
    return switch (type) {
      case BooleanType _ -> Types.BooleanType.get();
      case IntegerType _ -> Types.IntegerType.get();
      case BigintType _ -> Types.LongType.get();
      case RealType _ -> Types.FloatType.get();
      case DoubleType _ -> Types.DoubleType.get();
      case DecimalType decimal -> Types.DecimalType.of(decimal.getPrecision(), decimal.getScale());
      case VarcharType _ -> Types.StringType.get();
      case VarbinaryType _ -> Types.BinaryType.get();
      case DateType _ -> Types.DateType.get();
      case UuidType _ -> Types.UUIDType.get();
      case TimeType time -> {
        require(time.equals(TimeType.TIME_MICROS), "Time", time.getPrecision(), "time(6)");
        yield Types.TimeType.get();
      }
      case TimestampType timestamp -> {
        require(
            timestamp.equals(TimestampType.TIMESTAMP_MICROS),
            "Timestamp",
            timestamp.getPrecision(),
            "timestamp(6)");
        yield Types.TimestampType.withoutZone();
      }
      case TimestampWithTimeZoneType zoned -> {
        require(
            zoned.equals(TimestampWithTimeZoneType.TIMESTAMP_TZ_MICROS),
            "Timestamp",
            zoned.getPrecision(),
            "timestamp(6) with time zone");
        yield Types.TimestampType.withZone();
      }
      case RowType row -> struct(row);
      case ArrayType array -> {
        int id = nextFieldId++;
        yield Types.ListType.ofOptional(id, of(array.getElementType()));
      }
      case MapType map -> {
        int key = nextFieldId++;
        int value = nextFieldId++;
        yield Types.MapType.ofOptional(key, value, of(map.getKeyType()), of(map.getValueType()));
      }
      default ->
          throw new TrinoException(
              StandardErrorCode.NOT_SUPPORTED,
              "Type not supported for Iceberg: " + type.getDisplayName());
    };
  }

  private static void require(boolean supported, String kind, int precision, String instead) {
    if (!supported) {
      throw new TrinoException(
          StandardErrorCode.NOT_SUPPORTED,
          "%s precision (%s) not supported for Iceberg. Use \"%s\" instead."
              .formatted(kind, precision, instead));
    }
  }

  private Types.StructType struct(RowType row) {
    Set<String> names = new HashSet<>();
    List<Types.NestedField> fields = new ArrayList<>();
    for (RowType.Field field : row.getFields()) {
      int id = nextFieldId++;
      String name =
          field
              .getName()
              .orElseThrow(() ->
                  new TrinoException(
                      StandardErrorCode.NOT_SUPPORTED,
                      "Row type field does not have a name: " + row.getDisplayName()));
      String lowerCase = name.toLowerCase(Locale.ENGLISH);
      if (!names.add(lowerCase)) {
        throw new TrinoException(
            StandardErrorCode.DUPLICATE_COLUMN_NAME,
            "Field name '%s' specified more than once".formatted(lowerCase));
      }
      fields.add(Types.NestedField.optional(id, name, of(field.getType())));
    }
    return Types.StructType.of(fields);
  }
}
