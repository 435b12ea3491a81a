package dev.lakehouse.ingest.load;

import java.util.Optional;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;

/** How the type of a column in a file and that of the column in a table go together. */
final class ColumnTypes {
  private static final int INTEGER_DIGITS = 10;
  private static final int BIGINT_DIGITS = 19;
  private static final int LARGEST_PRECISION = 38;

  private ColumnTypes() {}

  /** The narrowest type that holds the values of both exactly; text if there is no other. */
  static Type common(Type left, Type right) {
    if (left.equals(right)) {
      return left;
    }
    if (holds(left, right)) {
      return left;
    }
    if (holds(right, left)) {
      return right;
    }
    return exactNumber(left, right).orElse(Types.StringType.get());
  }

  private static Optional<Type> exactNumber(Type left, Type right) {
    Optional<Types.DecimalType> one = asDecimal(left);
    Optional<Types.DecimalType> other = asDecimal(right);
    if (one.isEmpty() || other.isEmpty()) {
      return Optional.empty();
    }
    int scale = Math.max(one.get().scale(), other.get().scale());
    int whole =
        Math.max(
            one.get().precision() - one.get().scale(),
            other.get().precision() - other.get().scale());
    return whole + scale > LARGEST_PRECISION
        ? Optional.empty()
        : Optional.of(Types.DecimalType.of(whole + scale, scale));
  }

  private static Optional<Types.DecimalType> asDecimal(Type type) {
    return switch (type.typeId()) {
      case INTEGER -> Optional.of(Types.DecimalType.of(INTEGER_DIGITS, 0));
      case LONG -> Optional.of(Types.DecimalType.of(BIGINT_DIGITS, 0));
      case DECIMAL -> Optional.of((Types.DecimalType) type);
      default -> Optional.empty();
    };
  }

  /** True if every value of one type is a value of the other, other than as text. */
  static boolean holds(Type wide, Type narrow) {
    if (wide.equals(narrow)) {
      return true;
    }
    return switch (wide.typeId()) {
      case LONG -> narrow.typeId() == Type.TypeID.INTEGER;
      case DOUBLE -> narrow.typeId() == Type.TypeID.INTEGER;
      case DECIMAL -> {
        Types.DecimalType target = (Types.DecimalType) wide;
        yield asDecimal(narrow)
            .filter(source ->
                source.scale() <= target.scale()
                    && source.precision() - source.scale() <= target.precision() - target.scale())
            .isPresent();
      }
      default -> false;
    };
  }

  /** True if Iceberg can give a column the wider type without rewriting its files. */
  static boolean canPromote(Type from, Type to) {
    return TypeUtil.isPromotionAllowed(from, to.asPrimitiveType());
  }
}
