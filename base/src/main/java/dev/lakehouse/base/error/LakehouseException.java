package dev.lakehouse.base.error;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * The one way in which the platform reports an error: what went wrong, with what, and what to do.
 *
 * <p>The message is a plain sentence that names the thing and the place ("sales.csv:17: column
 * amount: 'abc' is not a DOUBLE"). The remedy, where there is one, is a second sentence that says
 * what the user can do.
 */
public class LakehouseException extends RuntimeException {
  private final ErrorCode code;
  private final Optional<String> remedy;

  /** For errors that say more than the platform's code. */
  protected LakehouseException(
      ErrorCode code, String message, Optional<String> remedy, Throwable cause) {
    super(requireNonNull(message, "message is null"), cause);
    this.code = requireNonNull(code, "code is null");
    this.remedy = requireNonNull(remedy, "remedy is null");
  }

  /** An error that needs no advice. */
  public static LakehouseException of(ErrorCode code, String message) {
    return new LakehouseException(code, message, Optional.empty(), null);
  }

  /** An error with what to do about it. */
  public static LakehouseException of(ErrorCode code, String message, String remedy) {
    return new LakehouseException(code, message, Optional.of(remedy), null);
  }

  /** The same error with the exception that brought it to light, for the log. */
  public LakehouseException causedBy(Throwable cause) {
    return new LakehouseException(code, getMessage(), remedy, cause);
  }

  /** What kind of error it is. */
  public ErrorCode code() {
    return code;
  }

  /** What the user can do, as a sentence; empty if the message says it all. */
  public Optional<String> remedy() {
    return remedy;
  }
}
