package dev.lakehouse.app.shell;

import dev.lakehouse.app.terminal.HumanFormat;
import dev.lakehouse.app.terminal.Output;
import dev.lakehouse.app.terminal.Progress;
import dev.lakehouse.base.thread.Uninterruptibles;
import dev.lakehouse.sql.StatementControl;
import dev.lakehouse.sql.StatementProgress;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Shows on a terminal how far a statement is, from when it takes longer than a moment. */
final class LiveStatus implements AutoCloseable {
  private static final long PATIENCE_MILLIS = 500;
  private static final long PERIOD_MILLIS = 200;

  private final StatementControl control;
  private final Output output;
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread thread;

  private LiveStatus(StatementControl control, Output output) {
    this.control = control;
    this.output = output;
    this.thread = Thread.ofPlatform().daemon().name("status").unstarted(this::show);
  }

  static LiveStatus of(StatementControl control, Output output) {
    LiveStatus status = new LiveStatus(control, output);
    if (output.interactive()) {
      status.thread.start();
    }
    return status;
  }

  private void show() {
    try {
      if (over.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
        return;
      }
      try (Progress progress = new Progress(output, InstantSource.system())) {
        Progress.Step step = progress.begin("running");
        do {
          step.update(text(control.progress()));
        } while (!over.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String text(StatementProgress progress) {
    String rows =
        progress.rows() > 0 ? HumanFormat.count(progress.rows(), "row read", "rows read") : "";
    return progress.fraction() < 0
        ? rows
        : "%d %%  %s".formatted(Math.round(progress.fraction() * 100), rows);
  }

  @Override
  public void close() {
    hide();
  }

  /** Takes it away; what is printed next is not mixed with it. */
  void hide() {
    over.countDown();
    Uninterruptibles.join(thread);
  }
}
