package dev.lakehouse.base.error;

/** What lies at the bottom of an exception. */
public final class RootCause {
  private RootCause() {}

  /** The message of the deepest cause that has one: it says most exactly what failed. */
  public static String message(Throwable error) {
    String message = error.toString();
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause.getMessage() != null) {
        message = cause.getMessage();
      }
    }
    return message;
  }
}
