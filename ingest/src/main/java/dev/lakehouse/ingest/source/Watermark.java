package dev.lakehouse.ingest.source;

import static java.util.Objects.requireNonNull;

/**
 * How far a source has been read, so that a run takes only what is new.
 *
 * @param column the column that grows with time
 * @param variable the name under which the mark is kept in the table's commits and shown
 * @param inclusive true if rows that equal the mark are read again: they can have come late, and
 *     the upsert makes repeating the others harmless
 */
public record Watermark(String column, String variable, boolean inclusive) {
  public Watermark {
    requireNonNull(column, "column is null");
    requireNonNull(variable, "variable is null");
  }
}
