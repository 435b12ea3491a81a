package dev.lakehouse.sql.translate;

import dev.lakehouse.sql.type.StorageTypes;
import io.trino.metadata.GlobalFunctionCatalog;
import io.trino.spi.type.DecimalType;
import io.trino.sql.ir.Call;
import io.trino.sql.ir.Cast;
import io.trino.sql.ir.Expression;
import io.trino.sql.planner.SymbolsExtractor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decimal division, and casts to decimals with fewer digits: DuckDB computes them if the operands
 * are small enough for its 128 bits and nothing can fail; what is left, errors included, is
 * Trino's.
 */
final class GuardedDecimals {
  // A digit less than the 38 that 128 bits hold: rounding doubles the dividend.
  private static final int DIGITS = 37;
  // The operands are written several times, so nested ones would grow without end.
  private static final int LONGEST_OPERAND = 300;

  private GuardedDecimals() {}

  /** The operands, if an expression is one of these. */
  static Optional<List<Expression>> operands(Expression expression) {
    return switch (expression) {
      case Call call when isDivision(call) -> Optional.of(call.arguments());
      case Cast(Expression operand, DecimalType to)
          when operand.type() instanceof DecimalType from && from.getScale() <= to.getScale() ->
          Optional.of(List.of(operand));
      default -> Optional.empty();
    };
  }

  private static boolean isDivision(Call call) {
    return GlobalFunctionCatalog.isBuiltinFunctionName(call.function().name())
        && call.function().name().getFunctionName().equals("$operator$divide")
        && call.arguments().stream().allMatch(argument -> argument.type() instanceof DecimalType);
  }

  /** True if the constants among the operands of a division cannot overflow. */
  static boolean alwaysFits(Expression expression) {
    return expression instanceof Call call
        && call.arguments().stream()
            .allMatch(argument ->
                !SymbolsExtractor.extractUnique(argument).isEmpty()
                    || digits(call, argument) <= DIGITS)
        && !SymbolsExtractor.extractUnique(call).isEmpty();
  }

  /** How many digits DuckDB needs for an operand of a division. */
  private static int digits(Call call, Expression argument) {
    DecimalType type = (DecimalType) argument.type();
    return type.getPrecision()
        + Math.max(type.getScale(), argument == call.arguments().get(0) ? rescale(call) : 0);
  }

  /** By which power of ten a dividend is multiplied. */
  private static int rescale(Call call) {
    DecimalType dividend = (DecimalType) call.arguments().get(0).type();
    DecimalType divisor = (DecimalType) call.arguments().get(1).type();
    return ((DecimalType) call.type()).getScale() - dividend.getScale() + divisor.getScale();
  }

  static boolean areShort(List<String> texts) {
    return texts.stream().mapToInt(String::length).sum() <= LONGEST_OPERAND;
  }

  /**
   * Writes it.
   *
   * @param operands their texts
   * @param otherwise the text of the same, computed by Trino
   */
  static String print(Expression expression, List<String> operands, String otherwise) {
    return switch (expression) {
      case Call call -> division(call, operands.get(0), operands.get(1), otherwise);
      case Cast cast -> cast(cast, operands.getFirst(), otherwise);
      default -> throw new IllegalArgumentException(expression.toString());
    };
  }

  private static String cast(Cast cast, String operand, String otherwise) {
    DecimalType to = (DecimalType) cast.type();
    return "(CASE WHEN %s THEN CAST(%s AS %s) ELSE %s END)"
        .formatted(
            below(
                operand, (DecimalType) cast.expression().type(), to.getPrecision() - to.getScale()),
            operand,
            StorageTypes.of(to),
            otherwise);
  }

  private static String division(Call call, String left, String right, String otherwise) {
    DecimalType dividend = (DecimalType) call.arguments().get(0).type();
    DecimalType divisor = (DecimalType) call.arguments().get(1).type();
    DecimalType result = (DecimalType) call.type();
    int rescale = rescale(call);
    List<String> guards = new ArrayList<>(List.of("%s <> 0".formatted(right)));
    int dividendDigits = DIGITS - Math.max(rescale, dividend.getScale());
    Stream.of(
            fits(dividend, dividendDigits, left), fits(divisor, DIGITS - divisor.getScale(), right))
        .flatMap(Optional::stream)
        .forEach(guards::add);
    String quotient =
        "decimal_quotient(%s * %s, %s)"
            .formatted(
                UnscaledDecimals.of(left, dividend.getScale()),
                "CAST(1%s AS HUGEINT)".formatted("0".repeat(rescale)),
                UnscaledDecimals.of(right, divisor.getScale()));
    return "(CASE WHEN %s IS NULL OR %s IS NULL THEN NULL WHEN %s THEN %s ELSE %s END)"
        .formatted(
            left,
            right,
            String.join(" AND ", guards),
            UnscaledDecimals.decimal(quotient, result),
            otherwise);
  }

  /** A condition that the unscaled number has so many digits, if its type does not say so. */
  private static Optional<String> fits(DecimalType type, int digits, String text) {
    return type.getPrecision() <= digits
        ? Optional.empty()
        : Optional.of(below(text, type, digits - type.getScale()));
  }

  private static String below(String text, DecimalType type, int integerDigits) {
    if (integerDigits <= 0) {
      return "%s = 0".formatted(text);
    }
    String limit = "9".repeat(integerDigits);
    return "%1$s BETWEEN CAST(-%2$s AS %3$s) AND CAST(%2$s AS %3$s)"
        .formatted(text, limit, StorageTypes.of(type));
  }
}
