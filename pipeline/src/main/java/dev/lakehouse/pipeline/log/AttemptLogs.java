package dev.lakehouse.pipeline.log;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.thread.Uninterruptibles;
import dev.lakehouse.pipeline.state.AttemptLogStore;
import dev.lakehouse.pipeline.state.AttemptLogStore.NewPart;
import dev.lakehouse.pipeline.state.StartedAttempt;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the logs of this process's attempts: once a second, sooner if one has much to say or has
 * ended. Attempts never wait for it. Thread-safe.
 */
public final class AttemptLogs implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AttemptLogs.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  // Attempts that end together are written together.
  private static final Duration GATHER = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int PARTS_AT_A_TIME = 200;

  private final AttemptLogStore store;
  private final InstantSource clock;
  private final Map<Long, AttemptLog> open = new ConcurrentHashMap<>();
  private final Semaphore wake = new Semaphore(0);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = Thread.ofPlatform().name("attempt-logs").unstarted(this::run);
  private boolean away;

  public AttemptLogs(AttemptLogStore store, InstantSource clock) {
    this.store = requireNonNull(store, "store is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /** Begins to write. */
  public void start() {
    thread.start();
  }

  /** A log for an attempt; to be closed when the attempt has ended. */
  public AttemptLog open(StartedAttempt attempt) {
    AttemptLog made = new AttemptLog(attempt.id(), attempt.key().run(), clock, wake::release);
    open.put(attempt.id(), made);
    wake.release();
    return made;
  }

  /** The log of an attempt that is at work in this process. */
  public Optional<AttemptLog> find(long attempt) {
    return Optional.ofNullable(open.get(attempt));
  }

  private void run() {
    while (closing.getCount() > 0) {
      try {
        pause();
      } catch (InterruptedException e) {
        break;
      }
      write();
      if (!away && hasEnded()) {
        wake.release();
      }
    }
    do {
      write();
    } while (!away && hasEnded());
    giveUp(Instant.MAX);
  }

  /** True if the end of a log is still to be written. */
  private boolean hasEnded() {
    return open.values().stream().anyMatch(one -> one.closed().isPresent());
  }

  private void pause() throws InterruptedException {
    if (open.isEmpty()) {
      wake.acquire();
    } else if (!wake.tryAcquire(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
      return;
    }
    if (!closing.await(away ? PAUSE.toMillis() : GATHER.toMillis(), TimeUnit.MILLISECONDS)) {
      wake.drainPermits();
    }
  }

  private void write() {
    List<AttemptLog> logs = new ArrayList<>();
    List<NewPart> parts = new ArrayList<>();
    for (AttemptLog one : List.copyOf(open.values())) {
      one.take()
          .ifPresent(part -> {
            logs.add(one);
            parts.add(part);
          });
      if (parts.size() == PARTS_AT_A_TIME) {
        write(logs, parts);
        logs.clear();
        parts.clear();
      }
    }
    write(logs, parts);
    open.values().removeIf(AttemptLog::isComplete);
    giveUp(clock.instant().minus(PATIENCE));
  }

  private void write(List<AttemptLog> logs, List<NewPart> parts) {
    if (parts.isEmpty()) {
      return;
    }
    try {
      store.write(parts);
      logs.forEach(AttemptLog::written);
      away = false;
    } catch (LakehouseException e) {
      logs.forEach(AttemptLog::unreachable);
      if (!away) {
        log.warn("cannot write the logs of {} attempts: {}", logs.size(), e.getMessage());
      }
      away = true;
    }
  }

  /** Leaves logs that were closed before some time. */
  private void giveUp(Instant before) {
    open.forEach((attempt, one) -> {
      if (!one.isComplete() && one.closed().filter(before::isAfter).isPresent()) {
        log.warn("the end of the log of attempt {} is lost", attempt);
        open.remove(attempt);
      }
    });
  }

  /** Writes what there is, and ends. */
  @Override
  public void close() {
    closing.countDown();
    wake.release();
    Uninterruptibles.join(thread);
  }
}
