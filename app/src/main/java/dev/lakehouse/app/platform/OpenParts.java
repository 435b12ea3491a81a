package dev.lakehouse.app.platform;

import java.util.ArrayDeque;
import java.util.Deque;

/** What was opened and has to be closed. Not thread-safe. */
final class OpenParts implements AutoCloseable {
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  /** Notes a part that was opened. */
  <T extends AutoCloseable> T opened(T part) {
    open.push(part);
    return part;
  }

  /** Closes everything because of a failure, which is the one to report. */
  void closeAfter(RuntimeException failure) {
    try {
      close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  /** Closes what was opened, the last first, all of it whatever one of them says. */
  @Override
  public void close() {
    RuntimeException failure = null;
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        RuntimeException problem =
            e instanceof RuntimeException known ? known : new IllegalStateException(e);
        if (failure == null) {
          failure = problem;
        } else {
          failure.addSuppressed(problem);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
