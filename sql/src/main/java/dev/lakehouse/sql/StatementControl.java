package dev.lakehouse.sql;

import io.trino.spi.StandardErrorCode;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * The other end of a running statement: how far it is, and the way to stop it. Thread-safe; belongs
 * to one statement.
 */
public final class StatementControl {
  private final AtomicReference<Supplier<StatementProgress>> progress =
      new AtomicReference<>(() -> StatementProgress.UNKNOWN);
  private final AtomicReference<SqlException> reason = new AtomicReference<>();
  private final AtomicReference<Runnable> canceller = new AtomicReference<>(() -> {});

  /** How far the statement is. */
  public StatementProgress progress() {
    return progress.get().get();
  }

  /** Stops the statement as soon as it can be; it then fails with USER_CANCELED. */
  public void cancel() {
    cancel(SqlException.of(StandardErrorCode.USER_CANCELED, "Query was canceled", null));
  }

  /** The same with another error; that of the first call counts. */
  public void cancel(SqlException error) {
    reason.compareAndSet(null, error);
    canceller.get().run();
  }

  /** The error of a statement that was cancelled; empty as long as it is not. */
  public Optional<SqlException> cancelled() {
    return Optional.ofNullable(reason.get());
  }

  /**
   * For engines: what tells how far the work under way is, and what stops it. The canceller runs at
   * once if the statement is cancelled already.
   */
  public void attach(Supplier<StatementProgress> newProgress, Runnable newCanceller) {
    progress.set(newProgress);
    canceller.set(newCanceller);
    if (reason.get() != null) {
      newCanceller.run();
    }
  }
}
