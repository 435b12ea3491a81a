package dev.lakehouse.pipeline.run;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.pipeline.graph.StepState;
import dev.lakehouse.pipeline.state.RunReader;
import dev.lakehouse.pipeline.state.RunRecord;
import dev.lakehouse.pipeline.state.StepKey;
import dev.lakehouse.pipeline.state.StepRecord;
import dev.lakehouse.pipeline.work.RunSignals;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows runs to their end, whoever does them. Thread-safe. */
public final class RunFollower {
  private static final Logger log = LoggerFactory.getLogger(RunFollower.class);

  // Signals come at once; this is for those that are lost.
  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final RunReader reader;
  private final RunSignals signals;

  public RunFollower(RunReader reader, RunSignals signals) {
    this.reader = requireNonNull(reader, "reader is null");
    this.signals = requireNonNull(signals, "signals is null");
  }

  /** What was last told of a step. */
  private record Told(StepState state, int attempts, String progress) {}

  /**
   * Tells of a run until it has ended. What has happened already is told first. PostgreSQL may be
   * away for a while.
   *
   * @return the run as it ended
   * @throws dev.lakehouse.base.error.LakehouseException NOT_FOUND if there is none
   */
  public RunRecord follow(long run, RunListener listener) throws InterruptedException {
    Semaphore news = new Semaphore(1);
    RunSignals.Listener ear =
        new RunSignals.Listener() {
          @Override
          public void moved(long moved) {
            if (moved == run) {
              news.release();
            }
          }

          @Override
          public void look() {
            news.release();
          }
        };
    signals.add(ear);
    try {
      Map<StepKey, Told> told = new HashMap<>();
      Instant seen = Instant.now();
      while (true) {
        var _ = news.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        news.drainPermits();
        try {
          RunRecord record = reader.run(run);
          reader.steps(run).stream()
              .sorted(comparing(step -> step.ended().orElse(Instant.MAX)))
              .forEach(step -> tell(step, told, listener));
          if (record.state().isFinal()) {
            return record;
          }
          seen = Instant.now();
        } catch (LakehouseException e) {
          if (e.code() != ErrorCode.UNAVAILABLE || seen.plus(PATIENCE).isBefore(Instant.now())) {
            throw e;
          }
          log.warn("cannot see what becomes of run {}", run, e);
        }
      }
    } finally {
      signals.remove(ear);
    }
  }

  private static void tell(StepRecord step, Map<StepKey, Told> all, RunListener listener) {
    Told now = new Told(step.state(), step.attempts(), step.progress().orElse(""));
    Told before = all.put(step.key(), now);
    if (now.equals(before)) {
      return;
    }
    boolean begun = step.attempts() > (before == null ? 0 : before.attempts());
    if (begun) {
      listener.started(step);
    }
    if (step.state().isFinal()) {
      listener.ended(step);
    } else if (step.state() == StepState.RETRYING) {
      listener.retrying(step);
    } else if (!now.progress().isEmpty()) {
      listener.progressed(step);
    }
  }
}
