package dev.lakehouse.quality.run;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.sql.StatementControl;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * The other end of checks that run: hears how far they are, and can stop them. Thread-safe; belongs
 * to one run.
 */
public final class CheckControl {
  private final Consumer<String> progress;
  private final AtomicReference<StatementControl> statement =
      new AtomicReference<>(new StatementControl());
  private final AtomicBoolean cancelled = new AtomicBoolean();

  /**
   * A control that somebody watches.
   *
   * @param progress is told in a few words what is being done
   */
  public CheckControl(Consumer<String> progress) {
    this.progress = requireNonNull(progress, "progress is null");
  }

  /** A control that nobody watches. */
  public static CheckControl unwatched() {
    return new CheckControl(_ -> {});
  }

  /** Stops the checks and the statement under way; the run fails with USER_CANCELED. */
  public void cancel() {
    cancelled.set(true);
    statement.get().cancel();
  }

  boolean isCancelled() {
    return cancelled.get();
  }

  /** Says what is being done. */
  public void report(String what) {
    progress.accept(what);
  }

  /** The control of the next statement; one that is cancelled if the run is. */
  StatementControl nextStatement() {
    StatementControl next = new StatementControl();
    statement.set(next);
    if (cancelled.get()) {
      next.cancel();
    }
    return next;
  }
}
