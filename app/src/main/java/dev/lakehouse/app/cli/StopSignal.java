package dev.lakehouse.app.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets work end in order when the process is told to end (Ctrl-C, SIGTERM): it is stopped, and the
 * process waits until this is closed, but not for ever.
 */
final class StopSignal implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 15;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;

  /**
   * Waits for the signal from now on.
   *
   * @param stop asks the work to stop; called by another thread
   */
  StopSignal(Runnable stop) {
    this.hook =
        Thread.ofPlatform()
            .name("stop")
            .unstarted(() -> {
              stop.run();
              await();
            });
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void await() {
    try {
      // If the work does not end, the process ends all the same.
      var _ = ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The work has ended; the process may. */
  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyEnding) {
      // Then the hook is what waits for this.
    }
  }
}
