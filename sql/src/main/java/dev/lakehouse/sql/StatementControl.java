package dev.lakehouse.sql;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * The other end of a running statement: how far it is, and the way to stop it. Thread-safe; belongs
 * to one statement.
 */
public final class StatementControl {
  private final AtomicReference<Supplier<StatementProgress>> progress =
      new AtomicReference<>(() -> StatementProgress.UNKNOWN);
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private final AtomicReference<Runnable> canceller = new AtomicReference<>(() -> {});

  /** How far the statement is. */
  public StatementProgress progress() {
    return progress.get().get();
  }

  /** Stops the statement as soon as it can be; it then fails with USER_CANCELED. */
  public void cancel() {
    cancelled.set(true);
    canceller.get().run();
  }

  /** True once {@link #cancel} was called. */
  public boolean isCancelled() {
    return cancelled.get();
  }

  /**
   * For engines: what tells how far the work under way is, and what stops it. The canceller runs at
   * once if the statement is cancelled already.
   */
  public void attach(Supplier<StatementProgress> newProgress, Runnable newCanceller) {
    progress.set(newProgress);
    canceller.set(newCanceller);
    if (cancelled.get()) {
      newCanceller.run();
    }
  }
}
