package dev.lakehouse.sql;

/**
 * How far a statement is.
 *
 * @param fraction from 0 to 1; negative if it is not known
 * @param rows rows read so far
 */
public record StatementProgress(double fraction, long rows) {
  /** Nothing is known. */
  public static final StatementProgress UNKNOWN = new StatementProgress(-1, 0);
}
