package dev.lakehouse.pipeline.sensor;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.thread.Uninterruptibles;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that does something from time to time, and at once when it is woken. Thread-safe. */
final class Wake implements AutoCloseable {
  /** How long it waits at the most: another process may let a pipeline go on. */
  static final Duration LONGEST = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(Wake.class);

  private final String name;
  private final Duration shortest;
  private final Supplier<Duration> work;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Semaphore wake = new Semaphore(0);
  private final Thread thread;

  /**
   * A thread that is not started yet.
   *
   * @param shortest how long it waits at the least, however often it is woken
   * @param work does it, and says how long to wait at the most
   */
  Wake(String name, Duration shortest, Supplier<Duration> work) {
    this.name = requireNonNull(name, "name is null");
    this.shortest = requireNonNull(shortest, "shortest is null");
    this.work = requireNonNull(work, "work is null");
    this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Does it at once. */
  void now() {
    wake.release();
  }

  private void run() {
    while (closed.getCount() > 0) {
      Duration pause = LONGEST;
      try {
        pause = work.get();
      } catch (LakehouseException e) {
        log.warn("{}: {}", name, e.getMessage());
      }
      try {
        if (closed.await(shortest.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
        if (wake.tryAcquire(
            Math.clamp(pause.toMillis() + 1, 1, LONGEST.toMillis()), TimeUnit.MILLISECONDS)) {
          wake.drainPermits();
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @Override
  public void close() {
    closed.countDown();
    wake.release();
    Uninterruptibles.join(thread);
  }
}
