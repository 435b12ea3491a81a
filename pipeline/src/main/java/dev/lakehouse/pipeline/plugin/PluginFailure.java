package dev.lakehouse.pipeline.plugin;

/** A failure that a plugin can explain: its message says what is wrong, and perhaps what to do. */
public final class PluginFailure extends Exception {
  private static final long serialVersionUID = 1;

  private final boolean repeatable;

  private PluginFailure(String message, boolean repeatable) {
    super(message);
    this.repeatable = repeatable;
  }

  /** A failure that may be gone at the next attempt: something does not answer. */
  public static PluginFailure passing(String message) {
    return new PluginFailure(message, true);
  }

  /** A failure that comes again until somebody corrects something. */
  public static PluginFailure lasting(String message) {
    return new PluginFailure(message, false);
  }

  /** True if another attempt makes sense. */
  public boolean isRepeatable() {
    return repeatable;
  }
}
