package dev.lakehouse.sql.translate;

import dev.lakehouse.sql.type.StorageTypes;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.SmallintType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.TinyintType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarcharType;
import io.trino.type.UnknownType;
import java.util.stream.IntStream;

/**
 * Which casts DuckDB makes as Trino does; those that can fail are few, for the error is Trino's.
 */
final class NativeCasts {
  private NativeCasts() {}

  static boolean has(Type from, Type to) {
    if (from.equals(to)) {
      return true;
    }
    return switch (to) {
      case SmallintType _ -> from instanceof TinyintType;
      case IntegerType _ -> from instanceof TinyintType || from instanceof SmallintType;
      case BigintType _ -> isInteger(from);
      case DoubleType _ -> isInteger(from) || from instanceof RealType || isShortDecimal(from);
      case RealType _ -> isInteger(from) && !(from instanceof BigintType);
      case DecimalType decimal -> toDecimal(from, decimal);
      case VarcharType varchar -> toVarchar(from, varchar);
      case DateType _ -> from instanceof TimestampType timestamp && timestamp.isShort();
      case TimestampType timestamp when timestamp.isShort() ->
          from instanceof DateType
              || (from instanceof TimestampType other
                  && other.isShort()
                  && other.getPrecision() <= timestamp.getPrecision());
      case TimestampWithTimeZoneType zoned ->
          from instanceof TimestampWithTimeZoneType other
              && other.getPrecision() <= zoned.getPrecision()
              && StorageTypes.of(other).equals(StorageTypes.of(zoned));
      case RowType row -> from instanceof UnknownType || toRow(from, row);
      case UnknownType _ -> false;
      default -> from instanceof UnknownType;
    };
  }

  static boolean isInteger(Type type) {
    return type instanceof TinyintType
        || type instanceof SmallintType
        || type instanceof IntegerType
        || type instanceof BigintType;
  }

  private static boolean isShortDecimal(Type type) {
    return type instanceof DecimalType decimal && decimal.isShort();
  }

  private static boolean toDecimal(Type from, DecimalType to) {
    int digits = to.getPrecision() - to.getScale();
    return switch (from) {
      case TinyintType _ -> digits >= 3;
      case SmallintType _ -> digits >= 5;
      case IntegerType _ -> digits >= 10;
      case BigintType _ -> digits >= 19;
      case DecimalType decimal ->
          decimal.getScale() <= to.getScale()
              && decimal.getPrecision() - decimal.getScale() <= digits;
      default -> false;
    };
  }

  private static boolean toRow(Type from, RowType to) {
    return from instanceof RowType row
        && row.getFields().size() == to.getFields().size()
        && IntStream.range(0, to.getFields().size())
            .allMatch(i -> has(row.getFields().get(i).getType(), to.getFields().get(i).getType()));
  }

  private static boolean toVarchar(Type from, VarcharType to) {
    return switch (from) {
      case VarcharType varchar ->
          to.isUnbounded()
              || (!varchar.isUnbounded() && varchar.getBoundedLength() <= to.getBoundedLength());
      case BooleanType _, TinyintType _, SmallintType _, IntegerType _, BigintType _ ->
          to.isUnbounded();
      default -> false;
    };
  }

  static String print(Type from, Type to, String operand) {
    boolean sameStorage =
        from.equals(to)
            || (StorageTypes.of(from).equals(StorageTypes.of(to))
                && !(from instanceof UnknownType));
    if (!sameStorage && from instanceof RowType row && to instanceof RowType wanted) {
      // DuckDB matches the fields of structs by their names.
      return RebuiltRow.of(
          wanted,
          operand,
          (position, field) ->
              print(
                  row.getFields().get(position).getType(),
                  wanted.getFields().get(position).getType(),
                  field));
    }
    return sameStorage ? operand : "CAST(%s AS %s)".formatted(operand, StorageTypes.of(to));
  }
}
