package dev.lakehouse.table.maintain;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** The same work for many things, several at a time: most of it is waiting for the store. */
final class SideBySide {
  private static final int AT_ONCE = 8;

  private SideBySide() {}

  /** Does the work for each, and fails as the first of them that fails. */
  static <T> void forEach(Collection<T> things, Consumer<T> work) {
    try (ExecutorService workers =
        Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().name("maintain-", 0).factory())) {
      List<Future<?>> pending = new ArrayList<>();
      things.forEach(thing -> pending.add(workers.submit(() -> work.accept(thing))));
      try {
        for (Future<?> one : pending) {
          one.get();
        }
      } catch (ExecutionException e) {
        workers.shutdownNow();
        if (e.getCause() instanceof RuntimeException failure) {
          throw failure;
        }
        throw new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        workers.shutdownNow();
        Thread.currentThread().interrupt();
        throw LakehouseException.of(ErrorCode.UNAVAILABLE, "the work was stopped").causedBy(e);
      }
    }
  }
}
