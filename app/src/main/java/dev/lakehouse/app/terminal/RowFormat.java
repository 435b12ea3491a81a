package dev.lakehouse.app.terminal;

import java.util.Locale;

/** How rows are written. */
public enum RowFormat {
  /** Aligned columns, for people. */
  TABLE,
  /** RFC 4180, with a header, in UTF-8. */
  CSV,
  /** One array of objects. */
  JSON;

  /** The name as the command line has it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
