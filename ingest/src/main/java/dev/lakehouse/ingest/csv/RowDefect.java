package dev.lakehouse.ingest.csv;

import java.util.Optional;

/**
 * Why a row is bad.
 *
 * @param line the physical line, from 1, where the row starts
 * @param column the column's name, empty if the row as a whole is bad
 * @param reason what is wrong, as the end of a sentence
 */
record RowDefect(long line, Optional<String> column, String reason) {
  private static final int SHOWN_LENGTH = 100;

  /** A value that is not of its column's type. */
  static RowDefect misfit(long line, String column, String value, String typeName) {
    boolean longValue = value.length() > SHOWN_LENGTH;
    String shown = longValue ? value.substring(0, SHOWN_LENGTH) + "…" : value;
    return new RowDefect(
        line,
        Optional.of(column),
        "'" + shown + (typeName.equals("INTEGER") ? "' is not an " : "' is not a ") + typeName);
  }

  /** The defect as a sentence with its place. */
  String message(String displayName) {
    return displayName
        + ":"
        + line
        + ": "
        + column.map(name -> "column " + name + ": ").orElse("")
        + reason;
  }
}
