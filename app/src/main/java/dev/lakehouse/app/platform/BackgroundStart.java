package dev.lakehouse.app.platform;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A part that starts on a thread of its own while others do. Thread-safe. */
final class BackgroundStart<T> implements AutoCloseable {
  private final CompletableFuture<T> part;
  private final Consumer<T> stop;

  private BackgroundStart(CompletableFuture<T> part, Consumer<T> stop) {
    this.part = part;
    this.stop = stop;
  }

  static <T> BackgroundStart<T> of(Supplier<T> start, Consumer<T> stop) {
    CompletableFuture<T> part = new CompletableFuture<>();
    Thread.ofPlatform()
        .name("start")
        .daemon()
        .start(() -> {
          try {
            part.complete(start.get());
          } catch (RuntimeException | Error e) {
            part.completeExceptionally(e);
          }
        });
    return new BackgroundStart<>(part, stop);
  }

  /** The part, waited for; what its start threw is thrown here. */
  T get() {
    try {
      return part.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }

  /** Waits for the part and stops it; one that did not start needs no stopping. */
  @Override
  public void close() {
    part.handle((started, failure) -> Optional.ofNullable(started)).join().ifPresent(stop);
  }
}
