package dev.lakehouse.pipeline.callback;

/** A callback did not arrive; the message says why, without secrets. */
final class NotSent extends Exception {
  private static final long serialVersionUID = 1;

  NotSent(String message) {
    super(message);
  }

  NotSent(String message, Exception cause) {
    super(message, cause);
  }
}
