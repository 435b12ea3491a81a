package dev.lakehouse.app.cli;

/** What the process tells its caller. */
public final class ExitCode {
  /** The work is done. */
  public static final int DONE = 0;

  /** The work failed. */
  public static final int FAILED = 1;

  /** The command line is wrong; nothing was done. */
  public static final int WRONG_USAGE = 2;

  private ExitCode() {}
}
