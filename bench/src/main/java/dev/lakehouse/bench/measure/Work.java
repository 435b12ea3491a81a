package dev.lakehouse.bench.measure;

import java.time.Duration;

/** Work whose time is taken. */
@FunctionalInterface
public interface Work {
  /**
   * Does it.
   *
   * @return checks what it did and undoes it; its time is not taken
   */
  Runnable run();

  /** Does it, and undoes it again; gives how long the doing took. */
  default Duration time() {
    long begin = System.nanoTime();
    Runnable cleanup = run();
    Duration time = Duration.ofNanos(System.nanoTime() - begin);
    cleanup.run();
    return time;
  }
}
