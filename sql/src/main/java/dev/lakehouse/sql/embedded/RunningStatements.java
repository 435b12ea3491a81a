package dev.lakehouse.sql.embedded;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.sql.SqlException;
import dev.lakehouse.sql.StatementControl;
import io.airlift.units.Duration;
import io.trino.Session;
import io.trino.SystemSessionProperties;
import io.trino.spi.StandardErrorCode;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The statements that run. Ends those that run longer than their session allows ({@code
 * query_max_run_time}, {@code query_max_execution_time}), and all when it is closed. Thread-safe.
 */
final class RunningStatements implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RunningStatements.class);
  private static final int STOP_SECONDS = 10;

  private final Set<Watch> running = ConcurrentHashMap.newKeySet();
  private final Phaser executing = new Phaser(1);
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("sql-time-limit").factory());

  RunningStatements() {
    // Or the limits of statements that have ended would be kept until they are over: 100 days.
    timer.setRemoveOnCancelPolicy(true);
  }

  /** A statement that runs until this is closed. */
  final class Watch implements AutoCloseable {
    private final StatementControl control;
    private final Future<?> limit;

    private Watch(StatementControl control, Future<?> limit) {
      this.control = requireNonNull(control, "control is null");
      this.limit = requireNonNull(limit, "limit is null");
    }

    @Override
    public void close() {
      limit.cancel(false);
      running.remove(this);
    }
  }

  /** Does a part of a statement, for whose end {@link #close} waits. */
  <T> T execute(Supplier<T> work) {
    executing.register();
    try {
      return work.get();
    } finally {
      executing.arriveAndDeregister();
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
    SqlException error = SqlException.of(StandardErrorCode.EXCEEDED_TIME_LIMIT, message, null);
    Watch watch =
        new Watch(
            control,
            timer.schedule(
                // What does not stop at once must not hold up the limits of others.
                () -> Thread.startVirtualThread(() -> control.cancel(error)),
                limit.toMillis(),
                TimeUnit.MILLISECONDS));
    running.add(watch);
    return watch;
  }

  /** How many limits are waited for. */
  int limits() {
    return timer.getQueue().size();
  }

  /** Cancels what runs, and waits until it has stopped, 10 s at most. */
  @Override
  public void close() {
    timer.shutdownNow();
    SqlException error =
        SqlException.of(StandardErrorCode.SERVER_SHUTTING_DOWN, "The engine is being closed", null);
    running.forEach(watch -> Thread.startVirtualThread(() -> watch.control.cancel(error)));
    int phase = executing.arriveAndDeregister();
    try {
      executing.awaitAdvanceInterruptibly(phase, STOP_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      log.warn("statements did not stop within {} s", STOP_SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
