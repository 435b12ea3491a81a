package dev.lakehouse.pipeline.run;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.thread.Uninterruptibles;
import dev.lakehouse.pipeline.state.RunHistory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets old runs once an hour, in small transactions. Thread-safe. */
public final class HistoryKeeper implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HistoryKeeper.class);
  // Not while everything else begins.
  private static final Duration FIRST = Duration.ofMinutes(1);
  private static final Duration EVERY = Duration.ofHours(1);
  private static final int AT_A_TIME = 1000;

  private final RunHistory history;
  private final HistorySettings settings;
  private final InstantSource clock;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = Thread.ofPlatform().name("run-history").unstarted(this::run);

  public HistoryKeeper(RunHistory history, HistorySettings settings, InstantSource clock) {
    this.history = requireNonNull(history, "history is null");
    this.settings = requireNonNull(settings, "settings is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  void start() {
    thread.start();
  }

  private void run() {
    Duration pause = FIRST;
    while (!awaitClosed(pause)) {
      try {
        long runs = forget();
        if (runs > 0) {
          log.info("{} runs were forgotten: they ended over {} ago", runs, settings.keep());
        }
      } catch (LakehouseException e) {
        log.warn("cannot forget old runs: {}", e.getMessage());
      }
      pause = EVERY;
    }
  }

  private boolean awaitClosed(Duration pause) {
    try {
      return closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return true;
    }
  }

  /**
   * Forgets what is old enough, unless another process is at it.
   *
   * @return how many runs were forgotten
   */
  public long forget() {
    long runs =
        all(() ->
            history.forgetRuns(
                clock.instant().minus(settings.keep()), settings.keepLast(), AT_A_TIME));
    all(() -> history.forgetDefinitions(AT_A_TIME));
    history.forgetCallbacks(clock.instant().minus(settings.keep()));
    return runs;
  }

  private long all(Supplier<OptionalInt> some) {
    long all = 0;
    while (closed.getCount() > 0) {
      OptionalInt forgotten = some.get();
      all += forgotten.orElse(0);
      if (forgotten.orElse(0) < AT_A_TIME) {
        break;
      }
    }
    return all;
  }

  @Override
  public void close() {
    closed.countDown();
    Uninterruptibles.join(thread);
  }
}
