package dev.lakehouse.differential;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A statement of a corpus.
 *
 * @param group what it is about, as a path: "functions/date"
 * @param place where it is written or how it was made: "casts.sql:17"
 * @param expectation what Trino does with it
 * @param depth how much of the answer is compared
 * @param differs true if it is known that the engine answers otherwise
 * @param parts what it is put together from to save time: judged one by one unless the whole is the
 *     same on both engines; empty if it is one thing
 */
record Statement(
    String group,
    String place,
    String sql,
    Expectation expectation,
    Depth depth,
    boolean differs,
    List<Statement> parts) {
  /** What Trino itself does with a statement; anything else is a mistake in the corpus. */
  enum Expectation {
    VALID,
    ERROR,
    EITHER
  }

  /** How much of an answer is the same on every engine and at any time. */
  enum Depth {
    ROWS,
    TYPES
  }

  Statement {
    requireNonNull(group, "group is null");
    requireNonNull(place, "place is null");
    requireNonNull(sql, "sql is null");
    requireNonNull(expectation, "expectation is null");
    requireNonNull(depth, "depth is null");
    parts = List.copyOf(parts);
  }

  /** One that runs, and whose rows are compared. */
  static Statement valid(String group, String place, String sql) {
    return new Statement(group, place, sql, Expectation.VALID, Depth.ROWS, false, List.of());
  }

  /** One that runs or fails, as Trino says. */
  static Statement either(String group, String place, String sql) {
    return new Statement(group, place, sql, Expectation.EITHER, Depth.ROWS, false, List.of());
  }

  /** One that selects many expressions at once, each of which runs. */
  static Statement expressions(String group, String place, List<String> expressions) {
    return new Statement(
        group,
        place,
        "SELECT " + String.join(", ", expressions),
        Expectation.VALID,
        Depth.ROWS,
        false,
        expressions.size() == 1
            ? List.of()
            : expressions.stream()
                .map(expression -> valid(group, place, "SELECT " + expression))
                .toList());
  }

  /** The same with less of the answer compared. */
  Statement typesOnly() {
    return new Statement(group, place, sql, expectation, Depth.TYPES, differs, parts);
  }
}
