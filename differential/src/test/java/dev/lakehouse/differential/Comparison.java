package dev.lakehouse.differential;

import dev.lakehouse.differential.Outcome.Crash;
import dev.lakehouse.differential.Outcome.Failure;
import dev.lakehouse.differential.Outcome.Hang;
import dev.lakehouse.differential.Outcome.ResultColumn;
import dev.lakehouse.differential.Outcome.Success;
import dev.lakehouse.differential.Verdict.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Judges an engine's outcome by the oracle's. */
final class Comparison {
  private static final String REFUSAL = "not supported by the embedded engine";
  private static final int SHOWN = 3;
  private static final int MATCHED_ONE_BY_ONE = 2000;

  private Comparison() {}

  /** Whether the oracle does what the corpus says that it does. */
  static Verdict validate(Statement statement, Outcome oracle) {
    boolean ran = oracle instanceof Success;
    boolean expected =
        switch (statement.expectation()) {
          case VALID -> ran;
          case ERROR -> oracle instanceof Failure;
          case EITHER -> ran || oracle instanceof Failure;
        };
    if (expected) {
      return Verdict.same();
    }
    return new Verdict(isBroken(oracle) ? Kind.TRINO_BROKE : Kind.CORPUS, "Trino: " + text(oracle));
  }

  private static boolean isBroken(Outcome oracle) {
    return oracle instanceof Hang
        || (oracle instanceof Failure failure && failure.name().equals("GENERIC_INTERNAL_ERROR"));
  }

  static Verdict compare(Statement statement, Outcome oracle, Outcome ours) {
    Verdict verdict = judge(statement, oracle, ours);
    if (statement.answer() == Statement.Answer.OTHER) {
      return verdict.kind().isFailure()
          ? new Verdict(Kind.KNOWN, verdict.detail())
          : new Verdict(Kind.CORPUS, "it no longer differs");
    }
    return isBroken(oracle) && verdict.kind().isFailure()
        ? new Verdict(Kind.TRINO_BROKE, verdict.detail())
        : verdict;
  }

  private static Verdict judge(Statement statement, Outcome oracle, Outcome ours) {
    return switch (ours) {
      case Hang _ -> new Verdict(Kind.HANG, "Trino: " + text(oracle));
      case Crash crash -> new Verdict(Kind.CRASH, text(crash));
      case Failure failure -> failed(statement, oracle, failure);
      case Success success ->
          oracle instanceof Success expected
              ? succeeded(statement, expected, success)
              : new Verdict(
                  Kind.NO_ERROR, "Trino: %s; ours: %s".formatted(text(oracle), text(success)));
    };
  }

  private static Verdict failed(Statement statement, Outcome oracle, Failure ours) {
    if (ours.message() != null && ours.message().contains(REFUSAL)) {
      return new Verdict(
          statement.answer() == Statement.Answer.SAME ? Kind.REQUIRED : Kind.REFUSED,
          firstLine(ours.message()));
    }
    if (!(oracle instanceof Failure expected)) {
      return new Verdict(
          ours.name().equals("GENERIC_INTERNAL_ERROR") ? Kind.CRASH : Kind.OTHER_ERROR,
          "ours: %s; Trino: %s".formatted(text(ours), text(oracle)));
    }
    if (!expected.name().equals(ours.name())) {
      return new Verdict(
          Kind.OTHER_ERROR, "ours: %s; Trino: %s".formatted(text(ours), text(oracle)));
    }
    if (!firstLine(expected.message()).equals(firstLine(ours.message()))
        || !expected.location().equals(ours.location())) {
      return new Verdict(
          Kind.OTHER_MESSAGE, "ours: %s; Trino: %s".formatted(text(ours), text(oracle)));
    }
    return Verdict.same();
  }

  private static Verdict succeeded(Statement statement, Success expected, Success ours) {
    List<String> expectedTypes = expected.columns().stream().map(ResultColumn::type).toList();
    List<String> types = ours.columns().stream().map(ResultColumn::type).toList();
    if (!expectedTypes.equals(types)) {
      return new Verdict(Kind.WRONG_TYPE, "ours: %s; Trino: %s".formatted(types, expectedTypes));
    }
    if (statement.depth() == Statement.Depth.ROWS) {
      Verdict rows = rows(statement.sql(), expected, ours);
      if (rows.kind() != Kind.SAME) {
        return rows;
      }
    }
    if (!expected.columns().equals(ours.columns())) {
      return new Verdict(
          Kind.WRONG_NAME,
          "ours: %s; Trino: %s".formatted(names(ours.columns()), names(expected.columns())));
    }
    if (!expected.updateType().equals(ours.updateType())
        || !expected.updateCount().equals(ours.updateCount())
        || !expected.sessionUpdate().equals(ours.sessionUpdate())) {
      return new Verdict(
          Kind.WRONG_UPDATE, "ours: %s; Trino: %s".formatted(update(ours), update(expected)));
    }
    return Verdict.same();
  }

  private static Verdict rows(String sql, Success expected, Success ours) {
    List<ResultColumn> columns = expected.columns();
    if (sameInOrder(columns, expected.rows(), ours.rows())) {
      return Verdict.same();
    }
    List<List<Object>> a = expected.rows().stream().sorted(Values.ROW_ORDER).toList();
    List<List<Object>> b = ours.rows().stream().sorted(Values.ROW_ORDER).toList();
    if (!sameInOrder(columns, a, b)) {
      List<List<Object>> missing = without(columns, a, b);
      List<List<Object>> added = without(columns, b, a);
      if (!missing.isEmpty() || !added.isEmpty()) {
        return new Verdict(
            Kind.WRONG_ROWS,
            "%d rows, Trino %d; ours alone: %s; Trino alone: %s"
                .formatted(
                    ours.rows().size(), expected.rows().size(), shown(added), shown(missing)));
      }
    }
    return Ordering.of(sql, columns)
        .filter(keys -> !sameInOrder(columns, keys.of(expected.rows()), keys.of(ours.rows())))
        .map(_ ->
            new Verdict(
                Kind.WRONG_ORDER,
                "ours: %s; Trino: %s".formatted(shown(ours.rows()), shown(expected.rows()))))
        .orElse(Verdict.same());
  }

  private static boolean sameInOrder(
      List<ResultColumn> columns, List<List<Object>> a, List<List<Object>> b) {
    boolean same = a.size() == b.size();
    for (int i = 0; same && i < a.size(); i++) {
      same = Values.sameRow(columns, a.get(i), b.get(i));
    }
    return same;
  }

  /** The rows of one bag that the other has no partner for. */
  private static List<List<Object>> without(
      List<ResultColumn> columns, List<List<Object>> rows, List<List<Object>> others) {
    Map<List<Object>, Integer> partners = new LinkedHashMap<>();
    others.forEach(row -> partners.merge(row, 1, Integer::sum));
    List<List<Object>> alone = new ArrayList<>();
    for (List<Object> row : rows) {
      int count = partners.getOrDefault(row, 0);
      if (count == 0) {
        alone.add(row);
      } else {
        partners.put(row, count - 1);
      }
    }
    if (alone.size() > MATCHED_ONE_BY_ONE) {
      return alone;
    }
    List<List<Object>> left = new ArrayList<>();
    partners.forEach((row, n) -> left.addAll(Collections.nCopies(n, row)));
    alone.removeIf(row -> {
      for (int i = 0; i < left.size(); i++) {
        if (Values.sameRow(columns, row, left.get(i))) {
          left.remove(i);
          return true;
        }
      }
      return false;
    });
    return alone;
  }

  private static String shown(List<List<Object>> rows) {
    return rows.size() <= SHOWN
        ? rows.toString()
        : rows.subList(0, SHOWN) + " and %d more".formatted(rows.size() - SHOWN);
  }

  private static List<String> names(List<ResultColumn> columns) {
    return columns.stream().map(ResultColumn::name).toList();
  }

  private static String update(Success success) {
    return "%s %s %s"
        .formatted(success.updateType(), success.updateCount(), success.sessionUpdate());
  }

  private static String firstLine(String message) {
    return message == null ? "" : message.lines().findFirst().orElse("");
  }

  /** An outcome in one line. */
  static String text(Outcome outcome) {
    return switch (outcome) {
      case Success success ->
          success.rows().isEmpty()
              ? success.updateType().orElse("no rows")
              : shown(success.rows()) + success.columns().stream().map(ResultColumn::type).toList();
      case Failure failure -> failure.name() + ": " + firstLine(failure.message());
      case Crash crash -> crash.cause() + " at " + at(crash.cause());
      case Hang _ -> "no end";
    };
  }

  private static String at(Throwable error) {
    Throwable deepest = error;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    StackTraceElement[] trace = deepest.getStackTrace();
    return (deepest == error ? "" : deepest + " at ")
        + (trace.length == 0 ? "nowhere" : trace[0].toString());
  }
}
