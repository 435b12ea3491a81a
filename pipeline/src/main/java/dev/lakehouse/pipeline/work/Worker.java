package dev.lakehouse.pipeline.work;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.pipeline.state.RunStore;
import dev.lakehouse.pipeline.state.StartedAttempt;
import dev.lakehouse.pipeline.state.StateDatabase;
import dev.lakehouse.pipeline.state.StepOutcome;
import dev.lakehouse.pipeline.state.StepQueue;
import dev.lakehouse.pipeline.state.StepTicket;
import dev.lakehouse.pipeline.state.WorkerLife;
import dev.lakehouse.pipeline.state.WorkerRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes queued steps and does them, so many at a time. Any number of workers share a database; a
 * step whose worker dies is taken up by another within seconds. Thread-safe.
 */
public final class Worker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Worker.class);
  private static final Duration HEARTBEAT = Duration.ofSeconds(2);
  private static final int MISSED_HEARTBEATS = 5;
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration AGAIN = Duration.ofSeconds(2);
  private static final Duration STOPPING = Duration.ofSeconds(20);
  private static final Duration DATABASE_AWAY = Duration.ofMinutes(2);
  // Tasks for workers with other tags are nobody's to delete.
  private static final Duration FOREVER = Duration.ofDays(36_500);

  private final WorkerSettings settings;
  private final RunStore store;
  private final RunSignals signals;
  private final StepRunner runner;
  private final WorkerRegistry registry;
  private final WorkerLife life;
  private final Scheduler scheduler;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("step-timer").factory());
  private final Map<Long, Attempt> running = new ConcurrentHashMap<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final RunSignals.Listener listener = new Listener();

  /** An attempt at work. */
  private record Attempt(StartedAttempt started, StepControl control) {}

  public Worker(
      StateDatabase database,
      RunStore store,
      RunSignals signals,
      StepRunner runner,
      WorkerSettings settings) {
    this.settings = requireNonNull(settings, "settings is null");
    this.store = requireNonNull(store, "store is null");
    this.signals = requireNonNull(signals, "signals is null");
    this.runner = requireNonNull(runner, "runner is null");
    this.registry = new WorkerRegistry(database);
    this.life = new WorkerLife(database, settings.registration());
    List<Task<?>> tasks = new ArrayList<>();
    tasks.add(task(Optional.empty()));
    settings.tags().forEach(tag -> tasks.add(task(Optional.of(tag))));
    this.scheduler =
        Scheduler.create(database.connections(), tasks)
            .jdbcCustomization(new PostgreSqlJdbcCustomization(false, false))
            .schedulerName(new SchedulerName.Fixed(settings.name()))
            .threads(settings.capacity())
            // Never more than are done: what waits here could be done elsewhere.
            .pollUsingLockAndFetch(0.9, 1.0)
            .pollingInterval(LOOK)
            .heartbeatInterval(HEARTBEAT)
            .missedHeartbeatsLimit(MISSED_HEARTBEATS)
            .deleteUnresolvedAfter(FOREVER)
            .shutdownMaxWait(settings.patience().plus(STOPPING))
            .build();
  }

  private Task<Void> task(Optional<String> tag) {
    return Tasks.oneTime(StepQueue.task(tag))
        .onFailure(new FailureHandler.OnFailureRetryLater<>(AGAIN))
        .execute((instance, context) -> work(StepTicket.parse(instance.getId())));
  }

  /** Begins to take steps. */
  public void start() {
    life.beat();
    signals.add(listener);
    scheduler.start();
  }

  private void work(StepTicket ticket) {
    store
        .start(ticket, settings.name())
        .ifPresent(attempt -> {
          StepOutcome outcome = done(attempt);
          if (!finish(attempt, outcome)) {
            log.warn("{} of run {} was taken for lost", attempt.key(), attempt.key().run());
          }
          scheduler.triggerCheckForDueExecutions();
        });
  }

  /** What is done is written down even if the database is away for a while. */
  private boolean finish(StartedAttempt attempt, StepOutcome outcome) {
    Instant end = Instant.now().plus(DATABASE_AWAY);
    while (true) {
      try {
        return store.finish(attempt, outcome);
      } catch (LakehouseException e) {
        if (e.code() != ErrorCode.UNAVAILABLE
            || closing.getCount() == 0
            || Instant.now().isAfter(end)) {
          throw e;
        }
        log.warn("cannot write how {} ended, and tries again: {}", attempt.key(), e.getMessage());
      }
      try {
        if (closing.await(AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
          log.warn("{} of run {} is left: the worker ends", attempt.key(), attempt.key().run());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private StepOutcome done(StartedAttempt attempt) {
    StepControl control = new StepControl();
    running.put(attempt.id(), new Attempt(attempt, control));
    Optional<ScheduledFuture<?>> alarm =
        attempt
            .step()
            .timeout()
            .map(time ->
                timer.schedule(
                    () -> control.stop(StepControl.Stop.TIMEOUT),
                    time.toMillis(),
                    TimeUnit.MILLISECONDS));
    try {
      StepOutcome outcome = runner.run(attempt, control);
      return control.stop().map(stop -> stopped(attempt, stop, outcome)).orElse(outcome);
    } catch (Exception e) {
      log.error("{} of run {} failed", attempt.key(), attempt.key().run(), e);
      return control
          .stop()
          .map(stop -> stopped(attempt, stop, failed(e)))
          .orElseGet(() -> failed(e));
    } finally {
      alarm.ifPresent(set -> set.cancel(false));
      control.end();
      running.remove(attempt.id());
    }
  }

  /** What was done nevertheless counts. */
  private static StepOutcome stopped(
      StartedAttempt attempt, StepControl.Stop stop, StepOutcome outcome) {
    if (outcome instanceof StepOutcome.Done) {
      return outcome;
    }
    return switch (stop) {
      case SHUTDOWN -> new StepOutcome.Interrupted();
      case CANCELLED ->
          new StepOutcome.Failed(
              ErrorCode.UNAVAILABLE, "the run was cancelled", Optional.empty(), List.of(), false);
      case TIMEOUT ->
          new StepOutcome.Failed(
              ErrorCode.UNAVAILABLE,
              "it took longer than %s".formatted(attempt.step().timeout().orElseThrow()),
              Optional.of("give it more time with 'timeout', or less to do"),
              List.of(),
              true);
    };
  }

  private static StepOutcome failed(Exception failure) {
    return failure instanceof LakehouseException known
        ? new StepOutcome.Failed(
            known.code(),
            known.getMessage(),
            known.remedy(),
            List.of(),
            !known.code().isUserMistake())
        : new StepOutcome.Failed(
            ErrorCode.INTERNAL, String.valueOf(failure), Optional.empty(), List.of(), true);
  }

  /** Ends: takes no more steps, waits a while for those at work, and hands the others on. */
  @Override
  public void close() {
    if (closing.getCount() == 0) {
      return;
    }
    closing.countDown();
    signals.remove(listener);
    ScheduledFuture<?> end =
        timer.schedule(
            () -> running.values().forEach(one -> one.control().stop(StepControl.Stop.SHUTDOWN)),
            settings.patience().toMillis(),
            TimeUnit.MILLISECONDS);
    scheduler.stop();
    end.cancel(false);
    timer.shutdownNow();
    life.close();
    try {
      registry.gone(settings.name());
    } catch (LakehouseException e) {
      log.warn("the worker {} ends unnoticed: {}", settings.name(), e.getMessage());
    }
  }

  private final class Listener implements RunSignals.Listener {
    @Override
    public void moved(long run) {
      scheduler.triggerCheckForDueExecutions();
      if (running.values().stream().anyMatch(one -> one.started().key().run() == run)) {
        stopCancelled();
      }
    }

    @Override
    public void look() {
      life.beat();
      takeFromDead();
      if (!running.isEmpty()) {
        stopCancelled();
        store.progress(
            running.values().stream()
                .collect(toMap(one -> one.started().id(), one -> one.control().progress())));
      }
    }

    private void takeFromDead() {
      int taken = registry.takeFromDead();
      if (taken > 0) {
        log.warn("{} steps of workers that died are taken up by others", taken);
      }
      if (taken + store.admitDue() > 0) {
        scheduler.triggerCheckForDueExecutions();
      }
    }

    private void stopCancelled() {
      List<Long> runs =
          running.values().stream().map(one -> one.started().key().run()).distinct().toList();
      List<Long> cancelled = store.cancelling(runs);
      running.values().stream()
          .filter(one -> cancelled.contains(one.started().key().run()))
          .forEach(one -> one.control().stop(StepControl.Stop.CANCELLED));
    }
  }
}
