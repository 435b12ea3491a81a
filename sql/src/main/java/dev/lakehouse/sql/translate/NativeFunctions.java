package dev.lakehouse.sql.translate;

import static java.util.stream.Collectors.joining;

import dev.lakehouse.sql.type.StorageTypes;
import dev.lakehouse.table.duckdb.SqlText;
import io.airlift.slice.Slice;
import io.trino.metadata.GlobalFunctionCatalog;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.Decimals;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarcharType;
import io.trino.sql.ir.Call;
import io.trino.sql.ir.Cast;
import io.trino.sql.ir.Constant;
import io.trino.sql.ir.Expression;
import io.trino.type.IntervalDayTimeType;
import io.trino.type.IntervalYearMonthType;
import io.trino.type.LikePattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The functions and operators that DuckDB computes as Trino does, by Trino's name. */
final class NativeFunctions {
  private static final Map<String, List<Native>> BY_NAME = new HashMap<>();

  private NativeFunctions() {}

  /** Says for which calls it holds. */
  @FunctionalInterface
  private interface Condition {
    boolean holds(Call call);
  }

  /** Writes a call, its arguments being written already. */
  @FunctionalInterface
  private interface Writer {
    String write(Call call, List<String> arguments);
  }

  private record Native(Condition condition, Writer writer) {}

  private static void add(String name, Condition condition, Writer writer) {
    BY_NAME.computeIfAbsent(name, key -> new ArrayList<>()).add(new Native(condition, writer));
  }

  static boolean has(Call call) {
    return find(call).isPresent();
  }

  static String print(Call call, List<String> arguments) {
    return find(call).orElseThrow().writer().write(call, arguments);
  }

  private static Optional<Native> find(Call call) {
    if (!GlobalFunctionCatalog.isBuiltinFunctionName(call.function().name())) {
      return Optional.empty();
    }
    return BY_NAME.getOrDefault(call.function().name().getFunctionName(), List.of()).stream()
        .filter(candidate -> candidate.condition().holds(call))
        .findFirst();
  }

  private static Type argument(Call call, int index) {
    return call.arguments().get(index).type();
  }

  private static boolean areIntegers(Call call) {
    return call.arguments().stream().allMatch(argument -> NativeCasts.isInteger(argument.type()));
  }

  private static boolean areFloating(Call call) {
    return call.arguments().stream()
        .allMatch(argument -> NativeComparisons.isFloating(argument.type()));
  }

  private static boolean areDecimals(Call call) {
    return call.arguments().stream().allMatch(argument -> argument.type() instanceof DecimalType);
  }

  private static boolean areVarchars(Call call) {
    return call.arguments().stream().allMatch(argument -> argument.type() instanceof VarcharType);
  }

  private static boolean isNonZero(Expression expression) {
    return number(expression).filter(number -> number != 0 && number != -1).isPresent();
  }

  /** The value of a constant; it is written in a smaller type than that in which it is used. */
  static Optional<Long> number(Expression expression) {
    return switch (expression) {
      case Constant constant when NativeCasts.isInteger(constant.type()) ->
          Optional.ofNullable((Long) constant.value());
      case Cast cast
          when NativeCasts.isInteger(cast.type())
              && NativeCasts.has(cast.expression().type(), cast.type()) ->
          number(cast.expression());
      default -> Optional.empty();
    };
  }

  private static Optional<String> text(Expression expression) {
    return switch (expression) {
      case Constant constant when constant.type() instanceof VarcharType ->
          Optional.ofNullable((Slice) constant.value()).map(Slice::toStringUtf8);
      case Cast cast when cast.type() instanceof VarcharType varchar && varchar.isUnbounded() ->
          text(cast.expression());
      default -> Optional.empty();
    };
  }

  private static String infix(String operator, List<String> arguments) {
    // Spaces, because '-' twice begins a comment.
    return arguments.stream().collect(joining(" " + operator + " ", "(", ")"));
  }

  /** Both operands in the type of the result: DuckDB then checks that it fits. */
  private static String decimal(String operator, Call call, List<String> arguments) {
    String type = StorageTypes.of(call.type());
    return "CAST(%s AS %s)"
        .formatted(
            infix(
                operator,
                arguments.stream().map(text -> "CAST(%s AS %s)".formatted(text, type)).toList()),
            type);
  }

  /**
   * DuckDB cuts a product to 18 digits if both operands have no more, and then overflows: one of
   * them is widened first.
   */
  private static String product(Call call, List<String> arguments) {
    DecimalType left = (DecimalType) argument(call, 0);
    DecimalType right = (DecimalType) argument(call, 1);
    DecimalType result = (DecimalType) call.type();
    boolean widen =
        left.getPrecision() + right.getPrecision() > Decimals.MAX_SHORT_PRECISION
            && left.isShort()
            && right.isShort();
    String first =
        widen
            ? "CAST(%s AS DECIMAL(%d,%d))"
                .formatted(arguments.get(0), Decimals.MAX_SHORT_PRECISION + 1, left.getScale())
            : arguments.get(0);
    return "CAST(%s AS %s)"
        .formatted(infix("*", List.of(first, arguments.get(1))), StorageTypes.of(result));
  }

  static {
    for (String name : List.of("$operator$add", "$operator$subtract", "$operator$multiply")) {
      String operator =
          switch (name) {
            case "$operator$add" -> "+";
            case "$operator$subtract" -> "-";
            default -> "*";
          };
      add(
          name,
          call -> areIntegers(call) || areFloating(call),
          (call, arguments) -> infix(operator, arguments));
    }
    add(
        "$operator$add",
        NativeFunctions::areDecimals,
        (call, arguments) -> decimal("+", call, arguments));
    add(
        "$operator$subtract",
        NativeFunctions::areDecimals,
        (call, arguments) -> decimal("-", call, arguments));
    add("$operator$multiply", NativeFunctions::areDecimals, NativeFunctions::product);
    add(
        "$operator$divide",
        NativeFunctions::areFloating,
        (call, arguments) -> infix("/", arguments));
    add(
        "$operator$divide",
        call -> areIntegers(call) && isNonZero(call.arguments().get(1)),
        (call, arguments) -> infix("//", arguments));
    add(
        "$operator$modulus",
        call -> areIntegers(call) && isNonZero(call.arguments().get(1)),
        (call, arguments) -> infix("%", arguments));
    add(
        "$operator$negation",
        call -> areIntegers(call) || areFloating(call) || areDecimals(call),
        // DuckDB widens the negative of the least BIGINT.
        (call, arguments) ->
            "CAST(- %s AS %s)".formatted(arguments.getFirst(), StorageTypes.of(call.type())));
    add("$not", call -> true, (call, arguments) -> "(NOT %s)".formatted(arguments.getFirst()));
    add(
        "$operator$add",
        call ->
            argument(call, 0) instanceof DateType
                && argument(call, 1) instanceof IntervalYearMonthType,
        (call, arguments) ->
            "CAST(%s + to_months(%s) AS DATE)".formatted(arguments.get(0), arguments.get(1)));
    add(
        "$operator$subtract",
        call ->
            argument(call, 0) instanceof DateType
                && argument(call, 1) instanceof IntervalYearMonthType,
        (call, arguments) ->
            "CAST(%s - to_months(%s) AS DATE)".formatted(arguments.get(0), arguments.get(1)));
    days("$operator$add", "+");
    days("$operator$subtract", "-");

    add(
        "concat",
        call -> areVarchars(call) && call.arguments().size() > 1,
        (call, arguments) -> infix("||", arguments));
    add(
        "length",
        NativeFunctions::areVarchars,
        (call, arguments) -> "CAST(length(%s) AS BIGINT)".formatted(arguments.getFirst()));
    for (String name : List.of("substr", "substring")) {
      add(
          name,
          call ->
              argument(call, 0) instanceof VarcharType
                  && number(call.arguments().get(1))
                      .filter(start -> start > 0 && start <= Integer.MAX_VALUE)
                      .isPresent()
                  && call.arguments().stream()
                      .skip(2)
                      .allMatch(length ->
                          number(length)
                              .filter(given -> given >= 0 && given <= Integer.MAX_VALUE)
                              .isPresent()),
          (call, arguments) -> "substring(%s)".formatted(String.join(", ", arguments)));
    }
    add(
        "$like",
        NativeFunctions::isPlainLike,
        (call, arguments) ->
            "(%s LIKE %s)"
                .formatted(
                    arguments.get(0),
                    SqlText.literal(likePattern(call.arguments().get(1)).orElseThrow())));
    for (String part :
        List.of("year", "quarter", "month", "day", "week", "day_of_week", "day_of_year")) {
      String field =
          switch (part) {
            case "day_of_week" -> "isodow";
            case "day_of_year" -> "doy";
            default -> part;
          };
      add(
          part,
          call -> argument(call, 0) instanceof DateType || isMicros(argument(call, 0)),
          (call, arguments) ->
              "CAST(extract(%s FROM %s) AS BIGINT)".formatted(field, arguments.getFirst()));
    }
    add(
        "date_trunc",
        call ->
            isMicros(argument(call, 1))
                && text(call.arguments().getFirst())
                    .filter(
                        Set.of(
                                "second", "minute", "hour", "day", "week", "month", "quarter",
                                "year")
                            ::contains)
                    .isPresent(),
        (call, arguments) -> "date_trunc(%s)".formatted(String.join(", ", arguments)));
    add(
        "date_trunc",
        call ->
            argument(call, 1) instanceof DateType
                && text(call.arguments().getFirst())
                    .filter(Set.of("day", "week", "month", "quarter", "year")::contains)
                    .isPresent(),
        (call, arguments) ->
            "CAST(date_trunc(%s) AS DATE)".formatted(String.join(", ", arguments)));
    add(
        "cardinality",
        call -> argument(call, 0) instanceof ArrayType,
        (call, arguments) -> "CAST(len(%s) AS BIGINT)".formatted(arguments.getFirst()));
    add(
        "abs",
        call -> areFloating(call) || areDecimals(call),
        (call, arguments) -> "abs(%s)".formatted(arguments.getFirst()));
  }

  private static void days(String name, String operator) {
    add(
        name,
        call ->
            argument(call, 0) instanceof DateType
                && call.arguments().get(1) instanceof Constant constant
                && constant.type() instanceof IntervalDayTimeType
                && constant.value() instanceof Long millis
                && millis % TimeUnit.DAYS.toMillis(1) == 0,
        (call, arguments) ->
            "CAST(%s %s to_days(%d) AS DATE)"
                .formatted(
                    arguments.getFirst(),
                    operator,
                    (Long) ((Constant) call.arguments().get(1)).value()
                        / TimeUnit.DAYS.toMillis(1)));
  }

  private static boolean isMicros(Type type) {
    return type instanceof TimestampType timestamp && timestamp.isShort();
  }

  private static boolean isPlainLike(Call call) {
    return argument(call, 0) instanceof VarcharType
        && likePattern(call.arguments().get(1)).isPresent();
  }

  /** The pattern, if it is a constant without an escape. */
  private static Optional<String> likePattern(Expression expression) {
    return switch (expression) {
      case Constant constant when constant.value() instanceof LikePattern pattern ->
          Optional.of(pattern)
              .filter(plain -> plain.getEscape().isEmpty())
              .map(LikePattern::getPattern);
      case Call call
          when call.function().name().getFunctionName().equals("$like_pattern")
              && call.arguments().size() == 1 ->
          text(call.arguments().getFirst());
      default -> Optional.empty();
    };
  }
}
