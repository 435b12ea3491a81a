package dev.lakehouse.serve.trino;

import dev.lakehouse.sql.SessionUpdate;
import dev.lakehouse.sql.SqlEngine;
import dev.lakehouse.sql.SqlException;
import dev.lakehouse.sql.SqlException.Location;
import dev.lakehouse.sql.SqlException.SqlError;
import dev.lakehouse.sql.SqlResult;
import dev.lakehouse.sql.SqlSession;
import dev.lakehouse.sql.StatementControl;
import dev.lakehouse.sql.StatementProgress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The protocol's other side: an engine that answers what a test tells it to, so that a test decides
 * when a statement waits, gives rows or fails. It knows "SELECT 1", and of statements about the
 * session those that clients send by themselves.
 */
final class TestEngine implements SqlEngine {
  private static final Pattern PREPARE =
      Pattern.compile("PREPARE (\\w+) FROM (.*)", Pattern.DOTALL);
  private static final Pattern EXECUTE = Pattern.compile("EXECUTE (\\w+)(?: USING (.*))?");
  private static final Pattern DEALLOCATE = Pattern.compile("DEALLOCATE PREPARE (\\w+)");
  private static final Pattern SET = Pattern.compile("SET SESSION ([\\w.]+) ?= ?'?([^']*)'?");
  private static final Pattern RESET = Pattern.compile("RESET SESSION ([\\w.]+)");
  private static final Pattern USE = Pattern.compile("(?i)USE (\\w+)\\.(\\w+)");

  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final BlockingQueue<SqlSession> sessions = new LinkedBlockingQueue<>();

  /** What a statement does. */
  @FunctionalInterface
  interface Answer {
    SqlResult execute(SqlSession session, StatementControl control) throws InterruptedException;
  }

  TestEngine() {
    on("SELECT 1", (session, control) -> one("_col0", "integer", 1));
  }

  TestEngine on(String sql, Answer answer) {
    answers.put(sql, answer);
    return this;
  }

  /** The sessions of all statements so far, in their order. */
  BlockingQueue<SqlSession> sessions() {
    return sessions;
  }

  @Override
  public SqlResult execute(SqlSession session, String sql, StatementControl control) {
    sessions.add(session);
    Answer answer = answers.get(sql);
    if (answer == null) {
      return sessionStatement(session, sql, control);
    }
    try {
      return answer.execute(session, control);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw error(
          "GENERIC_INTERNAL_ERROR", 65536, SqlException.Type.INTERNAL_ERROR, "interrupted", null);
    }
  }

  private SqlResult sessionStatement(SqlSession session, String sql, StatementControl control) {
    Matcher matcher = PREPARE.matcher(sql);
    if (matcher.matches()) {
      return TestResult.session(
          "PREPARE",
          update(Map.of(), Set.of(), Map.of(matcher.group(1), matcher.group(2)), Set.of()));
    }
    matcher = EXECUTE.matcher(sql);
    if (matcher.matches()) {
      String text = session.preparedStatements().get(matcher.group(1));
      String[] values = matcher.group(2) == null ? new String[0] : matcher.group(2).split(", ");
      for (String value : values) {
        text = text.replaceFirst("\\?", Matcher.quoteReplacement(value));
      }
      return execute(session, text, control);
    }
    matcher = DEALLOCATE.matcher(sql);
    if (matcher.matches()) {
      return TestResult.session(
          "DEALLOCATE", update(Map.of(), Set.of(), Map.of(), Set.of(matcher.group(1))));
    }
    matcher = SET.matcher(sql);
    if (matcher.matches()) {
      return TestResult.session(
          "SET SESSION",
          update(Map.of(matcher.group(1), matcher.group(2)), Set.of(), Map.of(), Set.of()));
    }
    matcher = RESET.matcher(sql);
    if (matcher.matches()) {
      return TestResult.session(
          "RESET SESSION", update(Map.of(), Set.of(matcher.group(1)), Map.of(), Set.of()));
    }
    matcher = USE.matcher(sql);
    if (matcher.matches()) {
      return TestResult.session(
          "USE",
          new SessionUpdate(
              Optional.of(matcher.group(1)),
              Optional.of(matcher.group(2)),
              Optional.empty(),
              Map.of(),
              Set.of(),
              Map.of(),
              Set.of()));
    }
    throw error(
        "SYNTAX_ERROR",
        1,
        SqlException.Type.USER_ERROR,
        "line 1:8: mismatched input '" + sql + "'",
        new Location(1, 8));
  }

  private static SessionUpdate update(
      Map<String, String> set, Set<String> reset, Map<String, String> added, Set<String> removed) {
    return new SessionUpdate(
        Optional.empty(), Optional.empty(), Optional.empty(), set, reset, added, removed);
  }

  static SqlException error(
      String name, int number, SqlException.Type type, String message, Location location) {
    return new SqlException(
        new SqlError(name, number, type, Optional.ofNullable(location)), message, null);
  }

  /**
   * Runs until it is cancelled.
   *
   * @param begun is counted down when it runs
   * @param stopped is counted down when it is cancelled
   */
  static Answer untilCancelled(CountDownLatch begun, CountDownLatch stopped) {
    return (session, control) -> {
      control.attach(() -> StatementProgress.UNKNOWN, stopped::countDown);
      begun.countDown();
      stopped.await();
      throw error("USER_CANCELED", 3, SqlException.Type.USER_ERROR, "stopped", null);
    };
  }

  /** One column, one row. */
  static SqlResult one(String name, String type, Object value) {
    return TestResult.rows(List.of(TestResult.column(name, type)), List.of(List.of(value)));
  }

  @Override
  public void close() {
    answers.clear();
  }
}
