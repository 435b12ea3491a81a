package dev.lakehouse.embedded.postgres;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.io.IOException;
import java.time.Duration;

/** Waiting for another process, which can tell us nothing but by what it leaves on the disk. */
final class Polling {
  private static final long INTERVAL_MILLIS = 5;

  private Polling() {}

  /** Waits for a condition; false if it did not come true within the limit. */
  static boolean until(Duration limit, Condition condition) throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() >= deadline) {
        return false;
      }
      pause();
    }
    return true;
  }

  /** Waits a little before the next look. */
  static void pause() {
    try {
      Thread.sleep(INTERVAL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw LakehouseException.of(
              ErrorCode.UNAVAILABLE, "interrupted while waiting for the embedded PostgreSQL")
          .causedBy(e);
    }
  }

  /** What is waited for. */
  interface Condition {
    boolean holds() throws IOException;
  }
}
