package dev.lakehouse.base.error;

/**
 * What kind of thing went wrong, so that a program can act on it.
 *
 * <p>The code decides two things and no others: whether the user or the platform has to act, and
 * whether trying again later can help.
 */
public enum ErrorCode {
  /** A command line, a setting or a project file is wrong. */
  INVALID_ARGUMENT(true, false),
  /** Something that was named does not exist. */
  NOT_FOUND(true, false),
  /** Something that should be made exists already. */
  ALREADY_EXISTS(true, false),
  /** Data does not fit what was declared of it. */
  INVALID_DATA(true, false),
  /** Another writer changed the same rows or the same table more often than we could try again. */
  CONFLICT(false, true),
  /** A part that we need (database, object store, disk) does not answer or refuses. */
  UNAVAILABLE(false, true),
  /** It is not known whether a commit took place: look before you try again. */
  COMMIT_STATE_UNKNOWN(false, false),
  /** A bug of ours. */
  INTERNAL(false, false);

  private final boolean userMistake;
  private final boolean retryable;

  ErrorCode(boolean userMistake, boolean retryable) {
    this.userMistake = userMistake;
    this.retryable = retryable;
  }

  /** True if the user's input is at fault: such an error never shows a stack trace. */
  public boolean isUserMistake() {
    return userMistake;
  }

  /** True if the same call can succeed later without any change by the user. */
  public boolean isRetryable() {
    return retryable;
  }
}
