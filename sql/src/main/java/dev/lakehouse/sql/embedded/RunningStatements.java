package dev.lakehouse.sql.embedded;

import dev.lakehouse.sql.SqlException;
import dev.lakehouse.sql.StatementControl;
import io.airlift.units.Duration;
import io.trino.Session;
import io.trino.SystemSessionProperties;
import io.trino.spi.StandardErrorCode;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Ends statements that run longer than their session allows ({@code query_max_run_time}, {@code
 * query_max_execution_time}). Thread-safe.
 */
final class TimeLimits implements AutoCloseable {
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("sql-time-limit").factory());

  /** A statement that is watched. */
  record Watch(Future<?> end) implements AutoCloseable {
    @Override
    public void close() {
      end.cancel(false);
    }
  }

  /** Watches a statement that begins now. */
  Watch watch(Session session, StatementControl control) {
    Duration run = SystemSessionProperties.getQueryMaxRunTime(session);
    Duration execution = SystemSessionProperties.getQueryMaxExecutionTime(session);
    boolean runIsLess = run.compareTo(execution) <= 0;
    Duration limit = runIsLess ? run : execution;
    String message =
        "Query exceeded the maximum %s time limit of %s"
            .formatted(runIsLess ? "run" : "execution", limit.convertToMostSuccinctTimeUnit());
    return new Watch(
        timer.schedule(
            () ->
                control.cancel(
                    SqlException.of(StandardErrorCode.EXCEEDED_TIME_LIMIT, message, null)),
            limit.toMillis(),
            TimeUnit.MILLISECONDS));
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
