package dev.lakehouse.app.cli;

import dev.lakehouse.base.thread.Uninterruptibles;
import java.util.concurrent.CountDownLatch;

/**
 * Waits for Ctrl-C or a request to terminate, and keeps the process from ending before everything
 * is closed.
 */
final class Shutdown implements AutoCloseable {
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);

  /** From now on the process ends only after this is closed. */
  Shutdown() {
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("stop")
                .unstarted(() -> {
                  asked.countDown();
                  Uninterruptibles.await(closed);
                }));
  }

  /** Waits until the process is asked to end. */
  void await() throws InterruptedException {
    asked.await();
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
