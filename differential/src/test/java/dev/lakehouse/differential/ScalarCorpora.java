package dev.lakehouse.differential;

import dev.lakehouse.sql.functions.Literals;
import java.util.ArrayList;
import java.util.List;

/** Every cast and every operator between scalar types, with values at the borders. */
final class ScalarCorpora {
  private static final List<String> ARITHMETIC = List.of("+", "-", "*", "/", "%");
  private static final List<String> COMPARISON = List.of("=", "<>", "<", "<=", ">", ">=");

  private ScalarCorpora() {}

  static List<Corpus> all() {
    List<Corpus> corpora = new ArrayList<>();
    for (String type : Literals.types()) {
      corpora.add(casts(type));
      corpora.add(operators(type));
    }
    return corpora;
  }

  /**
   * Casts of constants and of a column: engines fold the one and compute the other.
   *
   * @param from the type that is cast to every other
   */
  private static Corpus casts(String from) {
    String group = "casts/" + from;
    List<Statement> statements = new ArrayList<>();
    for (String to : Literals.types()) {
      for (String literal : Literals.of(from)) {
        statements.add(
            Statement.either(group, group, "SELECT CAST(%s AS %s)".formatted(literal, to)));
      }
      statements.add(
          Statement.either(
              group,
              group,
              "SELECT x, TRY_CAST(x AS %s) FROM (VALUES %s, %s) t(x)"
                  .formatted(to, String.join(", ", Literals.of(from)), Literals.nullOf(from))));
    }
    return new Corpus(group, false, statements);
  }

  private static Corpus operators(String left) {
    String group = "operators/" + left;
    List<Statement> statements = new ArrayList<>();
    for (String right : Literals.types()) {
      for (String operator : ARITHMETIC) {
        String usual = "SELECT %s %s %s".formatted(first(left), operator, first(right));
        statements.add(Statement.either(group, group, usual));
        if (left.equals(right)) {
          borders(statements, group, left, operator);
        }
      }
      for (String operator : COMPARISON) {
        statements.add(columns(group, left, operator, right));
      }
      statements.add(columns(group, left, "||", right));
      statements.add(columns(group, left, "IS DISTINCT FROM", right));
    }
    return new Corpus(group, false, statements);
  }

  private static void borders(
      List<Statement> statements, String group, String type, String operator) {
    for (String a : Literals.of(type)) {
      for (String b : Literals.of(type)) {
        statements.add(Statement.either(group, group, "SELECT %s %s %s".formatted(a, operator, b)));
      }
    }
  }

  /** All values of one type with all of another, NULL among them, as columns. */
  private static Statement columns(String group, String left, String operator, String right) {
    return Statement.either(
        group,
        group,
        "SELECT a, b, a %s b FROM (VALUES %s, %s) t(a) CROSS JOIN (VALUES %s, %s) u(b)"
            .formatted(
                operator,
                String.join(", ", Literals.of(left)),
                Literals.nullOf(left),
                String.join(", ", Literals.of(right)),
                Literals.nullOf(right)));
  }

  private static String first(String type) {
    return Literals.of(type).getFirst();
  }
}
