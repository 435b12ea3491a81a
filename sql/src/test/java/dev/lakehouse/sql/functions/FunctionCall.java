package dev.lakehouse.sql.functions;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A call of a function.
 *
 * @param expression the call, over columns
 * @param columns a value for each of the columns, by their names
 */
record FunctionCall(String expression, Map<String, String> columns) {
  /** Constants with which many functions mean something: a unit of time, a length, an offset. */
  private static final Map<String, String> CONSTANTS =
      Map.of("varchar", "'day'", "bigint", "BIGINT '2'", "integer", "2");

  /** Those of any number of arguments, but of two at least; the signature has one of them. */
  private static final Set<String> OF_SEVERAL = Set.of("concat", "map_concat");

  FunctionCall {
    requireNonNull(expression, "expression is null");
    columns = Map.copyOf(columns);
  }

  /** Calls with arguments of a signature's types: over columns, and with all but one constant. */
  static Set<FunctionCall> of(FunctionSignature signature) {
    Set<FunctionCall> calls = new LinkedHashSet<>();
    List<String> types = new ArrayList<>(signature.argumentTypes());
    if (OF_SEVERAL.contains(signature.name()) && types.size() == 1) {
      types.add(types.getFirst());
    }
    List<Map<String, String>> bindings = TypeBindings.all();
    Map<String, String> names = new HashMap<>();
    for (int i = 0; i < bindings.size(); i++) {
      Map<String, String> binding = bindings.get(i);
      List<Argument> arguments =
          types.stream().map(type -> Argument.of(type, binding, names)).toList();
      Set<Integer> constantsBut = i == 0 ? columns(arguments) : Set.of();
      switch (signature.kind()) {
        case SCALAR -> {
          calls.add(call(signature.name(), arguments, columns(arguments), ""));
          constantsBut.forEach(
              column -> calls.add(call(signature.name(), arguments, Set.of(column), "")));
        }
        case AGGREGATE -> {
          calls.add(call(signature.name(), arguments, columns(arguments), ""));
          calls.add(call(signature.name(), arguments, columns(arguments), " OVER ()"));
        }
        case WINDOW -> {
          String over = " OVER (ORDER BY z)";
          calls.add(call(signature.name(), arguments, columns(arguments), over));
          calls.add(call(signature.name(), arguments, Set.of(0), over));
        }
        case TABLE -> {}
      }
    }
    return calls;
  }

  private static Set<Integer> columns(List<Argument> arguments) {
    Set<Integer> columns = new LinkedHashSet<>();
    for (int i = 0; i < arguments.size(); i++) {
      if (!arguments.get(i).isLambda()) {
        columns.add(i);
      }
    }
    return columns;
  }

  private static FunctionCall call(
      String function, List<Argument> arguments, Set<Integer> columns, String over) {
    List<String> written = new ArrayList<>();
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      Argument argument = arguments.get(i);
      if (columns.contains(i)) {
        written.add(argument.column());
        values.put(argument.column(), argument.value());
      } else {
        written.add(argument.constant());
      }
    }
    return new FunctionCall(
        "\"%s\"(%s)%s".formatted(function, String.join(", ", written), over), values);
  }

  /** One query of several calls. */
  static String query(Iterable<FunctionCall> calls) {
    List<String> items = new ArrayList<>();
    Map<String, String> columns = new LinkedHashMap<>(Map.of("z", "1"));
    for (FunctionCall call : calls) {
      items.add(call.expression());
      columns.putAll(call.columns());
    }
    String row = "(%s)".formatted(String.join(", ", columns.values()));
    // One row alone would be constants.
    return "SELECT %s FROM (VALUES %s, %s) t(%s)"
        .formatted(String.join(", ", items), row, row, String.join(", ", columns.keySet()));
  }

  /**
   * An argument.
   *
   * @param column the name of a column; empty for a lambda
   * @param value of the column
   * @param constant how it is written within the call where it is no column
   */
  private record Argument(String column, String value, String constant) {
    /**
     * An argument of a type.
     *
     * @param names the columns that there are, by their values
     */
    static Argument of(String type, Map<String, String> binding, Map<String, String> names) {
      String plain = type.toLowerCase(Locale.ROOT);
      String bound = binding.getOrDefault(plain, plain.replace("(v)", "(bigint)"));
      // Of some types there are no literals, but there is NULL.
      String usual =
          ArgumentValues.of(type, binding)
              .map(List::getFirst)
              .orElseGet(() -> "CAST(NULL AS %s)".formatted(bound));
      return usual.contains("->")
          ? new Argument("", "", usual)
          : new Argument(
              names.computeIfAbsent(usual, _ -> "a" + names.size()),
              usual,
              CONSTANTS.getOrDefault(bound.replaceAll("\\([a-z]\\)", ""), usual));
    }

    boolean isLambda() {
      return column.isEmpty();
    }
  }
}
