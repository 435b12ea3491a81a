package dev.lakehouse.differential;

import dev.lakehouse.sql.functions.ArgumentValues;
import dev.lakehouse.sql.functions.Expressions;
import dev.lakehouse.sql.functions.TypeBindings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Calls of every function that SHOW FUNCTIONS lists, made from its signatures: the usual values,
 * NULL, those at the borders, as constants and as columns, and wrong arguments.
 */
final class FunctionCorpora {
  /** What Trino's own tests add to a server. */
  private static final Set<String> OF_TESTS =
      Set.of("create_hll", "custom_add", "custom_rank", "custom_sum", "stateful_sleeping_sum");

  /** Where the answer depends on chance, the time or the server. */
  private static final Set<String> NEVER_TWICE_THE_SAME =
      Set.of("now", "current_groups", "version", "current_timestamp", "query_cache_id");

  /** What they give depends on the order in which DISTINCT hands values on, which is left open. */
  private static final Set<String> IN_ANY_ORDER =
      Set.of(
          "array_agg",
          "avg",
          "sum",
          "skewness",
          "kurtosis",
          "numeric_histogram",
          "approx_most_frequent");

  /** Called in a syntax of their own; the corpus files have them. */
  private static final Set<String> OF_SYNTAX = Set.of("listagg");

  /** Which values they pick is left open. */
  private static final Set<String> ANY_CHOICE = Set.of("arbitrary", "any_value");

  private FunctionCorpora() {}

  static List<Corpus> all(StatementRunner oracle) {
    Map<String, List<Statement>> statements = new TreeMap<>();
    for (List<Object> row : EmbeddedLakehouse.succeed(oracle, "SHOW FUNCTIONS").rows()) {
      String name = row.get(0).toString();
      if (!OF_TESTS.contains(name) && !OF_SYNTAX.contains(name)) {
        boolean same = Boolean.TRUE.equals(row.get(4)) && !NEVER_TWICE_THE_SAME.contains(name);
        List<Statement> calls = statements.computeIfAbsent(name, FunctionCorpora::wrongCalls);
        for (Statement call :
            calls(name, row.get(3).toString(), Expressions.split(row.get(2).toString()))) {
          calls.add(same ? call : call.typesOnly());
        }
      }
    }
    return statements.entrySet().stream()
        .map(entry ->
            new Corpus(group(entry.getKey()), false, entry.getValue().stream().distinct().toList()))
        .toList();
  }

  private static String group(String function) {
    return "signatures/" + function;
  }

  private static Statement statement(String function, String sql) {
    return Statement.either(group(function), group(function), sql);
  }

  private static List<Statement> wrongCalls(String name) {
    List<Statement> calls = new ArrayList<>();
    if (!NEVER_TWICE_THE_SAME.contains(name)) {
      calls.add(statement(name, "SELECT \"%s\"(ROW(1, 2), ROW(3))".formatted(name)).typesOnly());
      calls.add(
          statement(name, "SELECT \"%s\"(1, 2, 3, 4, 5, 6, 7, 8)".formatted(name)).typesOnly());
    }
    return calls;
  }

  private static Set<Statement> calls(String name, String kind, List<String> signature) {
    Set<Statement> calls = new HashSet<>();
    List<String> types = signature.equals(List.of("")) ? List.of() : signature;
    for (Map<String, String> binding : TypeBindings.all()) {
      List<List<String>> arguments = new ArrayList<>();
      for (String type : types) {
        ArgumentValues.of(type, binding).ifPresent(arguments::add);
      }
      if (arguments.size() == types.size()) {
        switch (kind) {
          case "scalar" -> calls.addAll(scalar(name, arguments));
          case "aggregate" -> calls.addAll(aggregate(name, arguments));
          case "window" -> calls.addAll(window(name, arguments));
          case "table" -> {} // Those are in select/clauses.
          default -> throw new IllegalStateException(name + " is a function of kind " + kind);
        }
      }
    }
    return calls;
  }

  private static List<Statement> scalar(String name, List<List<String>> arguments) {
    List<Statement> calls = new ArrayList<>();
    List<String> usual = arguments.stream().map(List::getFirst).toList();
    calls.add(call(name, usual));
    for (int i = 0; i < arguments.size(); i++) {
      for (String other : arguments.get(i).subList(1, arguments.get(i).size())) {
        List<String> changed = new ArrayList<>(usual);
        changed.set(i, other);
        calls.add(call(name, changed));
      }
    }
    rows(arguments)
        .ifPresent(rows ->
            calls.add(
                statement(
                    name,
                    "SELECT \"%s\"(%s) FROM (VALUES %s) t(%s)"
                        .formatted(name, uses(arguments), rows, names(arguments.size())))));
    return calls;
  }

  private static Statement call(String name, List<String> arguments) {
    return statement(name, "SELECT \"%s\"(%s)".formatted(name, String.join(", ", arguments)));
  }

  private static List<Statement> aggregate(String name, List<List<String>> arguments) {
    if (ANY_CHOICE.contains(name)) {
      arguments = arguments.stream().map(values -> List.of(values.getFirst())).toList();
    }
    String rows = rows(arguments).orElse("(1)");
    String columns = arguments.isEmpty() ? "z" : names(arguments.size());
    String call = "\"%s\"(%s)".formatted(name, uses(arguments));
    String from = " FROM (VALUES %s) t(%s)".formatted(rows, columns);
    List<Statement> calls = new ArrayList<>();
    calls.add(statement(name, "SELECT " + call + from));
    calls.add(statement(name, "SELECT " + call + from + " WHERE false"));
    calls.add(statement(name, "SELECT " + call + " FILTER (WHERE false)" + from));
    if (!arguments.isEmpty()) {
      calls.add(statement(name, "SELECT a0 IS NULL, " + call + from + " GROUP BY a0 IS NULL"));
      if (!IN_ANY_ORDER.contains(name)) {
        calls.add(statement(name, "SELECT " + call.replace("(", "(DISTINCT ") + from));
      }
    }
    calls.add(statement(name, "SELECT " + call + " OVER ()" + from));
    return calls;
  }

  private static List<Statement> window(String name, List<List<String>> arguments) {
    String rows = "(1, 10), (2, 20), (2, 30), (NULL, 40)";
    List<Statement> calls = new ArrayList<>();
    String given = arguments.stream().map(List::getFirst).reduce((a, b) -> a + ", " + b).orElse("");
    calls.add(
        statement(
            name,
            "SELECT x, y, \"%s\"(%s) OVER (ORDER BY x, y) FROM (VALUES %s) t(x, y)"
                .formatted(name, given, rows)));
    return calls;
  }

  /** The i-th row has the i-th value of each argument; empty if there is no argument. */
  private static Optional<String> rows(List<List<String>> arguments) {
    List<List<String>> columns = arguments.stream().filter(FunctionCorpora::isColumn).toList();
    int most = columns.stream().mapToInt(List::size).max().orElse(0);
    if (most == 0) {
      return Optional.empty();
    }
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      int row = i;
      rows.add(
          "("
              + String.join(
                  ", ",
                  arguments.stream()
                      .map(values -> values.get(row % values.size()))
                      .map(value -> value.contains("->") ? "1" : value)
                      .toList())
              + ")");
    }
    return Optional.of(String.join(", ", rows));
  }

  private static boolean isColumn(List<String> values) {
    return !values.getFirst().contains("->");
  }

  /** Columns, and lambdas as they are. */
  private static String uses(List<List<String>> arguments) {
    return String.join(
        ", ",
        IntStream.range(0, arguments.size())
            .mapToObj(i -> isColumn(arguments.get(i)) ? "a" + i : arguments.get(i).getFirst())
            .toList());
  }

  private static String names(int count) {
    return String.join(", ", IntStream.range(0, count).mapToObj(i -> "a" + i).toList());
  }
}
