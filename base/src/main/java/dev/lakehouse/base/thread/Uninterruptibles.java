package dev.lakehouse.base.thread;

import java.util.concurrent.CountDownLatch;

/**
 * Waits that an interruption does not cut short, because what comes after them must not come
 * earlier. A thread that was interrupted meanwhile is so afterwards.
 */
public final class Uninterruptibles {
  private Uninterruptibles() {}

  /** What is waited for. */
  @FunctionalInterface
  private interface Wait {
    void once() throws InterruptedException;
  }

  /** Waits until a thread has ended; does nothing if it was never started. */
  public static void join(Thread thread) {
    await(thread::join);
  }

  /** Waits until a latch is open. */
  public static void await(CountDownLatch latch) {
    await(latch::await);
  }

  private static void await(Wait wait) {
    boolean interrupted = false;
    while (true) {
      try {
        wait.once();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
