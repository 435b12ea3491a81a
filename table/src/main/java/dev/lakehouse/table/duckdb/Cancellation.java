package dev.lakehouse.table.duckdb;

import static java.util.Objects.requireNonNull;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.duckdb.DuckDBConnection;

/**
 * Stops the work of a session from another thread. {@link #run} belongs to the session's thread,
 * {@link #cancel} to any.
 */
public final class Cancellation {
  private static final long INTERRUPT_MILLIS = 10;
  // The driver's own cancel() does nothing while a result is fetched, and keeps this to itself.
  private static final MethodHandle INTERRUPT = interrupt();

  private final DuckDBConnection connection;
  private final Semaphore working = new Semaphore(1);
  private volatile boolean cancelled;

  Cancellation(DuckDBConnection connection) {
    this.connection = requireNonNull(connection, "connection is null");
  }

  /** Work that can be stopped. */
  @FunctionalInterface
  public interface Work<T, E extends Exception> {
    /** Does it. */
    T run() throws E;
  }

  /** The session's work was cancelled before it began. */
  @SuppressWarnings("serial")
  public static final class CancelledException extends RuntimeException {
    private CancelledException() {
      super("the work was cancelled");
    }
  }

  private static MethodHandle interrupt() {
    try {
      return MethodHandles.privateLookupIn(DuckDBConnection.class, MethodHandles.lookup())
          .findVirtual(DuckDBConnection.class, "interrupt", MethodType.methodType(void.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("DuckDB's driver is of another version", e);
    }
  }

  /**
   * Runs work; if it is cancelled, DuckDB's statement in it fails.
   *
   * @throws CancelledException if it was cancelled before
   */
  public <T, E extends Exception> T run(Work<T, E> work) throws E {
    working.acquireUninterruptibly();
    try {
      if (cancelled) {
        throw new CancelledException();
      }
      return work.run();
    } finally {
      working.release();
    }
  }

  /** True once {@link #cancel} was called. */
  public boolean isCancelled() {
    return cancelled;
  }

  /** Stops what runs, and lets nothing run any more; returns when it has stopped. */
  public void cancel() {
    cancelled = true;
    // DuckDB forgets an interrupt that comes before the statement has begun.
    while (!isIdle()) {
      try {
        INTERRUPT.invoke(connection);
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException("DuckDB cannot be interrupted", e);
      }
    }
  }

  private boolean isIdle() {
    try {
      if (!working.tryAcquire(INTERRUPT_MILLIS, TimeUnit.MILLISECONDS)) {
        return false;
      }
      working.release();
      return true;
    } catch (InterruptedException e) {
      // Whoever stops this thread does not wait for the statement's end.
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
