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
 * @param answer what the engine's answer has to be
 * @param parts what it is put together from to save time: judged one by one unless the whole is the
 *     same on both engines; empty if it is one thing
 */
record Statement(
    String group,
    String place,
    String sql,
    Expectation expectation,
    Depth depth,
    Answer answer,
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

  /** What the engine has to answer. */
  enum Answer {
    /** What Trino answers, unless it refuses by name. */
    SAME_OR_REFUSED,
    /** What Trino answers. */
    SAME,
    /** It is known that it answers otherwise. */
    OTHER
  }

  Statement {
    requireNonNull(group, "group is null");
    requireNonNull(place, "place is null");
    requireNonNull(sql, "sql is null");
    requireNonNull(expectation, "expectation is null");
    requireNonNull(depth, "depth is null");
    requireNonNull(answer, "answer is null");
    parts = List.copyOf(parts);
  }

  /** One that runs, and whose rows are compared. */
  static Statement valid(String group, String place, String sql) {
    return new Statement(
        group, place, sql, Expectation.VALID, Depth.ROWS, Answer.SAME_OR_REFUSED, List.of());
  }

  /** One that runs or fails, as Trino says. */
  static Statement either(String group, String place, String sql) {
    return new Statement(
        group, place, sql, Expectation.EITHER, Depth.ROWS, Answer.SAME_OR_REFUSED, List.of());
  }

  /** One that selects many expressions at once, each of which runs. */
  static Statement expressions(String group, String place, List<String> expressions) {
    return new Statement(
        group,
        place,
        "SELECT " + String.join(", ", expressions),
        Expectation.VALID,
        Depth.ROWS,
        Answer.SAME_OR_REFUSED,
        expressions.size() == 1
            ? List.of()
            : expressions.stream()
                .map(expression -> valid(group, place, "SELECT " + expression))
                .toList());
  }

  /** The same with less of the answer compared. */
  Statement typesOnly() {
    return new Statement(group, place, sql, expectation, Depth.TYPES, answer, parts);
  }

  /** The same with another answer expected. */
  Statement withAnswer(Answer newAnswer) {
    return new Statement(group, place, sql, expectation, depth, newAnswer, parts);
  }

  /** The same with other parts. */
  Statement withParts(List<Statement> newParts) {
    return new Statement(group, place, sql, expectation, depth, answer, newParts);
  }
}
