package dev.lakehouse.pipeline.sensor;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.thread.Uninterruptibles;
import dev.lakehouse.table.store.ObjectPath;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Objects that were said to have arrived, gathered for a moment, so that those which come together
 * have a run together. Thread-safe.
 */
final class Arrivals implements AutoCloseable {
  private static final Duration TOGETHER = Duration.ofMillis(50);
  // Nothing is lost beyond: sensors look at all objects from time to time.
  private static final int MOST = 100_000;

  private final Consumer<List<ObjectPath>> taker;
  private final Set<ObjectPath> waiting = new LinkedHashSet<>();
  private final Thread thread = Thread.ofPlatform().name("arrivals").unstarted(this::run);
  private boolean closed;

  Arrivals(Consumer<List<ObjectPath>> taker) {
    this.taker = requireNonNull(taker, "taker is null");
  }

  void start() {
    thread.start();
  }

  /** An object has arrived. Quick. */
  synchronized void add(ObjectPath object) {
    if (waiting.size() < MOST && waiting.add(object)) {
      notifyAll();
    }
  }

  private void run() {
    try {
      while (true) {
        List<ObjectPath> batch = take();
        if (batch.isEmpty()) {
          return;
        }
        taker.accept(batch);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for arrivals; none if it is closed. */
  private synchronized List<ObjectPath> take() throws InterruptedException {
    while (waiting.isEmpty() && !closed) {
      wait();
    }
    long end = System.nanoTime() + TOGETHER.toNanos();
    for (long left = TOGETHER.toNanos(); left > 0 && !closed; left = end - System.nanoTime()) {
      wait(Math.max(1, left / 1_000_000));
    }
    if (closed) {
      return List.of();
    }
    List<ObjectPath> batch = List.copyOf(waiting);
    waiting.clear();
    return batch;
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    Uninterruptibles.join(thread);
  }
}
