package dev.lakehouse.sql.type;

import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.TimeType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.Type;
import io.trino.spi.type.TypeOperators;
import io.trino.spi.type.UuidType;
import io.trino.spi.type.VarbinaryType;
import io.trino.spi.type.VarcharType;
import java.util.UUID;
import org.apache.iceberg.types.Types;

/** Iceberg's types in Trino, as Trino's Iceberg connector maps them. */
public final class TrinoTypes {
  private static final TypeOperators OPERATORS = new TypeOperators();

  private TrinoTypes() {}

  /** Trino's type for one of Iceberg's. */
  public static Type of(org.apache.iceberg.types.Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> BooleanType.BOOLEAN;
      case INTEGER -> IntegerType.INTEGER;
      case LONG -> BigintType.BIGINT;
      case FLOAT -> RealType.REAL;
      case DOUBLE -> DoubleType.DOUBLE;
      case DATE -> DateType.DATE;
      case TIME -> TimeType.TIME_MICROS;
      case TIMESTAMP ->
          ((Types.TimestampType) type).shouldAdjustToUTC()
              ? TimestampWithTimeZoneType.TIMESTAMP_TZ_MICROS
              : TimestampType.TIMESTAMP_MICROS;
      case STRING -> VarcharType.VARCHAR;
      case UUID -> UuidType.UUID;
      case FIXED, BINARY -> VarbinaryType.VARBINARY;
      case DECIMAL -> {
        Types.DecimalType decimal = (Types.DecimalType) type;
        yield DecimalType.createDecimalType(decimal.precision(), decimal.scale());
      }
      case LIST -> new ArrayType(of(type.asListType().elementType()));
      case MAP ->
          new MapType(of(type.asMapType().keyType()), of(type.asMapType().valueType()), OPERATORS);
      case STRUCT ->
          RowType.from(
              type.asStructType().fields().stream()
                  .map(field -> RowType.field(field.name(), of(field.type())))
                  .toList());
      default ->
          throw new TrinoException(
              StandardErrorCode.NOT_SUPPORTED, "the type %s cannot be read in SQL".formatted(type));
    };
  }
}
