package dev.lakehouse.sql.translate;

import dev.lakehouse.table.scan.DecimalBounds;
import io.trino.metadata.GlobalFunctionCatalog;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.Decimals;
import io.trino.spi.type.Int128;
import io.trino.sql.ir.Call;
import io.trino.sql.ir.Cast;
import io.trino.sql.ir.Constant;
import io.trino.sql.ir.Expression;
import io.trino.sql.ir.Reference;
import io.trino.sql.planner.Symbol;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds out which decimals are short: from the bounds of columns that a table's files note, through
 * sums, differences and products.
 */
final class ShortDecimals {
  private static final int DIGITS = Decimals.MAX_SHORT_PRECISION;

  private ShortDecimals() {}

  /** A column of a table. */
  static Optional<ShortDecimal> column(
      DecimalType type, String sql, Optional<DecimalBounds> bounds) {
    if (!type.isShort()) {
      return Optional.empty();
    }
    BigInteger limit = BigInteger.TEN.pow(type.getPrecision()).subtract(BigInteger.ONE);
    return Optional.of(
        new ShortDecimal(
            sql,
            type.getScale(),
            bounds.map(known -> unscaled(known.least(), type)).orElseGet(limit::negate),
            bounds.map(known -> unscaled(known.most(), type)).orElse(limit)));
  }

  private static BigInteger unscaled(BigDecimal value, DecimalType type) {
    return value.setScale(type.getScale()).unscaledValue();
  }

  /** An expression; empty if it may be longer, or nobody knows. */
  static Optional<ShortDecimal> of(Expression expression, ExpressionPrinter.Resolver resolver) {
    return switch (expression) {
      case Reference reference -> resolver.resolve(Symbol.from(reference)).shortDecimal();
      case Constant constant -> constant(constant);
      case Cast(Expression operand, DecimalType type) ->
          of(operand, resolver)
              .flatMap(value -> scaled(value, type.getScale()))
              .filter(value -> value.fits(type.getPrecision()));
      case Call call when isArithmetic(call) ->
          of(call.arguments().get(0), resolver)
              .flatMap(left ->
                  of(call.arguments().get(1), resolver)
                      .flatMap(right -> computed(call, left, right)));
      default -> Optional.empty();
    };
  }

  private static boolean isArithmetic(Call call) {
    return GlobalFunctionCatalog.isBuiltinFunctionName(call.function().name())
        && call.arguments().size() == 2
        && call.type() instanceof DecimalType
        && call.arguments().stream().allMatch(operand -> operand.type() instanceof DecimalType);
  }

  private static Optional<ShortDecimal> constant(Constant constant) {
    int scale = constant.type() instanceof DecimalType decimal ? decimal.getScale() : 0;
    Optional<BigInteger> number =
        switch (constant.value()) {
          case Long value when NativeCasts.isInteger(constant.type()) || isDecimal(constant) ->
              Optional.of(BigInteger.valueOf(value));
          case Int128 value when isDecimal(constant) -> Optional.of(value.toBigInteger());
          case null, default -> Optional.empty();
        };
    return number
        .map(value ->
            new ShortDecimal(
                "CAST('%s' AS DECIMAL(%d,%d))"
                    .formatted(new BigDecimal(value, scale).toPlainString(), DIGITS, scale),
                scale,
                value,
                value))
        .filter(value -> value.fits(DIGITS) && scale <= DIGITS);
  }

  private static boolean isDecimal(Constant constant) {
    return constant.type() instanceof DecimalType;
  }

  private static Optional<ShortDecimal> scaled(ShortDecimal value, int scale) {
    int more = scale - value.scale();
    if (more < 0 || scale > DIGITS) {
      return Optional.empty();
    }
    if (more == 0) {
      return Optional.of(value);
    }
    BigInteger factor = BigInteger.TEN.pow(more);
    return Optional.of(
            new ShortDecimal(
                "CAST(%s AS DECIMAL(%d,%d))".formatted(value.sql(), DIGITS, scale),
                scale,
                value.least().multiply(factor),
                value.most().multiply(factor)))
        .filter(made -> made.fits(DIGITS));
  }

  private static Optional<ShortDecimal> computed(Call call, ShortDecimal left, ShortDecimal right) {
    int scale = Math.max(left.scale(), right.scale());
    Optional<ShortDecimal> result =
        switch (call.function().name().getFunctionName()) {
          case "$operator$add" ->
              scaled(left, scale)
                  .flatMap(a ->
                      scaled(right, scale)
                          .map(b ->
                              new ShortDecimal(
                                  infix(a, "+", b),
                                  scale,
                                  a.least().add(b.least()),
                                  a.most().add(b.most()))));
          case "$operator$subtract" ->
              scaled(left, scale)
                  .flatMap(a ->
                      scaled(right, scale)
                          .map(b ->
                              new ShortDecimal(
                                  infix(a, "-", b),
                                  scale,
                                  a.least().subtract(b.most()),
                                  a.most().subtract(b.least()))));
          case "$operator$multiply" -> Optional.of(product(left, right));
          default -> Optional.empty();
        };
    return result.filter(value ->
        value.fits(DIGITS)
            && value.scale() <= DIGITS
            && value.scale() == ((DecimalType) call.type()).getScale());
  }

  private static ShortDecimal product(ShortDecimal left, ShortDecimal right) {
    Stream<BigInteger> corners =
        Stream.of(left.least(), left.most())
            .flatMap(a -> Stream.of(right.least(), right.most()).map(a::multiply));
    List<BigInteger> sorted = corners.sorted().toList();
    return new ShortDecimal(
        infix(left, "*", right), left.scale() + right.scale(), sorted.getFirst(), sorted.getLast());
  }

  private static String infix(ShortDecimal left, String operator, ShortDecimal right) {
    return "(%s %s %s)".formatted(left.sql(), operator, right.sql());
  }
}
