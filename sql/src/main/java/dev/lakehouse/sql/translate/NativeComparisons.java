package dev.lakehouse.sql.translate;

import io.trino.spi.type.BigintType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.CharType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.SmallintType;
import io.trino.spi.type.TimeType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.TinyintType;
import io.trino.spi.type.Type;
import io.trino.spi.type.UuidType;
import io.trino.spi.type.VarbinaryType;
import io.trino.spi.type.VarcharType;
import io.trino.sql.ir.Between;
import io.trino.sql.ir.Comparison;
import io.trino.sql.ir.Constant;
import io.trino.sql.ir.Expression;
import io.trino.type.IntervalDayTimeType;
import io.trino.type.IntervalYearMonthType;
import io.trino.type.JsonType;
import java.util.ArrayList;
import java.util.List;

/**
 * Which comparisons DuckDB makes as Trino does, and how they are written. NaN is the trap: in
 * DuckDB it equals itself and is greater than everything, in Trino no comparison with it is true.
 */
final class NativeComparisons {
  private NativeComparisons() {}

  /** True if {@code =} is the same in both, but for NaN. */
  static boolean isEquatable(Type type) {
    return switch (type) {
      case BooleanType _,
          TinyintType _,
          SmallintType _,
          IntegerType _,
          BigintType _,
          DecimalType _,
          VarcharType _,
          CharType _,
          VarbinaryType _,
          DateType _,
          TimeType _,
          TimestampType _,
          TimestampWithTimeZoneType _,
          UuidType _,
          JsonType _,
          IntervalDayTimeType _,
          IntervalYearMonthType _,
          RealType _,
          DoubleType _ ->
          true;
      default -> false;
    };
  }

  /** True if the order is the same in both, but for NaN. */
  static boolean isOrdered(Type type) {
    // A shorter CHAR is compared as if spaces followed, which our trimmed text is not.
    return isEquatable(type) && !(type instanceof CharType) && !(type instanceof JsonType);
  }

  static boolean isFloating(Type type) {
    return type instanceof DoubleType || type instanceof RealType;
  }

  static boolean has(Comparison comparison) {
    return switch (comparison.operator()) {
      case EQUAL, NOT_EQUAL, IDENTICAL -> isEquatable(comparison.left().type());
      case LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL ->
          isOrdered(comparison.left().type());
    };
  }

  static String print(Comparison comparison, String left, String right) {
    String operator =
        switch (comparison.operator()) {
          case IDENTICAL -> "IS NOT DISTINCT FROM";
          default -> comparison.operator().getValue();
        };
    String plain = "(%s %s %s)".formatted(left, operator, right);
    if (!isFloating(comparison.left().type())) {
      return plain;
    }
    return switch (comparison.operator()) {
      case IDENTICAL -> plain;
      case NOT_EQUAL ->
          "(NOT %s)"
              .formatted(guarded("(%s = %s)".formatted(left, right), left, right, comparison));
      default -> guarded(plain, left, right, comparison);
    };
  }

  static String between(Between between, String value, String min, String max) {
    String plain = "(%s BETWEEN %s AND %s)".formatted(value, min, max);
    return isFloating(between.value().type())
        ? "(%s AND NOT isnan(%s) AND NOT isnan(%s))".formatted(plain, value, max)
        : plain;
  }

  private static String guarded(String plain, String left, String right, Comparison comparison) {
    List<String> guards = new ArrayList<>();
    if (mayBeNan(comparison.left())) {
      guards.add("NOT isnan(%s)".formatted(left));
    }
    if (mayBeNan(comparison.right())) {
      guards.add("NOT isnan(%s)".formatted(right));
    }
    return guards.isEmpty() ? plain : "(%s AND %s)".formatted(plain, String.join(" AND ", guards));
  }

  private static boolean mayBeNan(Expression expression) {
    return !(expression instanceof Constant constant
        && constant.value() != null
        && !(constant.value() instanceof Double number && number.isNaN())
        && !(constant.type() instanceof RealType));
  }
}
