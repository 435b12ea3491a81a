package dev.lakehouse.quality.check;

import java.util.Locale;

/** What a check that fails is. */
public enum Severity {
  /** A failure: it ends a run, and keeps rows from being published. */
  ERROR,
  /** Something to know. */
  WARN;

  /** The name as files and results have it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
