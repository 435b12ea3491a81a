package dev.lakehouse.sql.translate;

import dev.lakehouse.sql.type.Unsupported;
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
import io.trino.sql.ir.Comparison;
import io.trino.sql.ir.Comparison.Operator;
import io.trino.sql.ir.Constant;
import io.trino.sql.ir.Expression;
import io.trino.type.ColorType;
import io.trino.type.IntervalDayTimeType;
import io.trino.type.IntervalYearMonthType;
import io.trino.type.IpAddressType;
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
          IpAddressType _,
          ColorType _,
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
    return isEquatable(type)
        && !(type instanceof CharType)
        && !(type instanceof JsonType)
        && !(type instanceof ColorType);
  }

  /** Refuses a type of which DuckDB takes other values for the same than Trino. */
  static void requireDistinct(Type type, String what) {
    if (!DistinctKeys.isValue(type)) {
      throw new Unsupported("%s of the type %s".formatted(what, type.getDisplayName()));
    }
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

  /** The text of a comparison as a value: NULL where Trino has NULL. */
  static String print(Comparison comparison, String left, String right) {
    String plain = plain(comparison, left, right);
    if (!isFloating(comparison.left().type()) || comparison.operator() == Operator.IDENTICAL) {
      return plain;
    }
    // With NaN on one side the other one still decides between false (for <>: true) and NULL.
    String unequal = comparison.operator() == Operator.NOT_EQUAL ? "=" : "<>";
    StringBuilder guards = new StringBuilder();
    if (mayBeNan(comparison.left())) {
      guards.append(" WHEN isnan(%s) THEN (%s %s %s)".formatted(left, right, unequal, right));
    }
    if (mayBeNan(comparison.right())) {
      guards.append(" WHEN isnan(%s) THEN (%s %s %s)".formatted(right, left, unequal, left));
    }
    return guards.isEmpty() ? plain : "(CASE%s ELSE %s END)".formatted(guards, plain);
  }

  /**
   * The text of a comparison as a condition, where NULL is as good as false: DuckDB can join by it.
   */
  static String condition(Comparison comparison, String left, String right) {
    boolean guarded =
        isFloating(comparison.left().type())
            && comparison.operator() != Operator.IDENTICAL
            && comparison.operator() != Operator.NOT_EQUAL;
    if (!guarded) {
      return print(comparison, left, right);
    }
    List<String> conditions = new ArrayList<>(List.of(plain(comparison, left, right)));
    if (mayBeNan(comparison.left())) {
      conditions.add("NOT isnan(%s)".formatted(left));
    }
    if (mayBeNan(comparison.right())) {
      conditions.add("NOT isnan(%s)".formatted(right));
    }
    return conditions.size() == 1
        ? conditions.getFirst()
        : "(%s)".formatted(String.join(" AND ", conditions));
  }

  private static String plain(Comparison comparison, String left, String right) {
    String operator =
        comparison.operator() == Operator.IDENTICAL
            ? "IS NOT DISTINCT FROM"
            : comparison.operator().getValue();
    return "(%s %s %s)".formatted(left, operator, right);
  }

  private static boolean mayBeNan(Expression expression) {
    return !(expression instanceof Constant constant
        && constant.value() != null
        && !(constant.value() instanceof Double number && number.isNaN())
        && !(constant.type() instanceof RealType));
  }
}
