package dev.lakehouse.differential;

import dev.lakehouse.differential.Outcome.ResultColumn;
import dev.lakehouse.sql.SqlEngine;
import dev.lakehouse.sql.SqlException;
import dev.lakehouse.sql.SqlResult;
import dev.lakehouse.sql.SqlSession;
import dev.lakehouse.sql.StatementControl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Runs statements to their end on one engine. Thread-safe. */
final class StatementRunner implements AutoCloseable {
  private static final int PAGE = 1000;

  private final SqlEngine engine;
  private final Duration limit;
  private final ScheduledExecutorService alarms =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());

  /**
   * @param limit how long a statement may take
   */
  StatementRunner(SqlEngine engine, Duration limit) {
    this.engine = engine;
    this.limit = limit;
  }

  Outcome run(SqlSession session, String sql) {
    StatementControl control = new StatementControl();
    Future<?> alarm =
        alarms.schedule(() -> control.cancel(), limit.toMillis(), TimeUnit.MILLISECONDS);
    try (SqlResult result = engine.execute(session, sql, control)) {
      List<List<Object>> rows = new ArrayList<>();
      for (List<List<Object>> page = result.fetch(PAGE);
          !page.isEmpty();
          page = result.fetch(PAGE)) {
        rows.addAll(page);
      }
      return new Outcome.Success(
          result.columns().stream()
              .map(column -> new ResultColumn(column.getName(), column.getType()))
              .toList(),
          rows,
          result.updateType(),
          result.updateCount(),
          result.sessionUpdate());
    } catch (SqlException e) {
      return control.cancelled().isPresent()
          ? new Outcome.Hang()
          : new Outcome.Failure(
              e.error().name(), e.getMessage(), e.error().location(), e.error().type());
    } catch (RuntimeException | LinkageError | AssertionError | VirtualMachineError e) {
      return control.cancelled().isPresent() ? new Outcome.Hang() : new Outcome.Crash(e);
    } finally {
      alarm.cancel(false);
    }
  }

  @Override
  public void close() {
    alarms.shutdownNow();
  }
}
