package dev.lakehouse.quality.check;

import java.util.Locale;

/** The kinds of checks. */
public enum CheckType {
  /** No two rows have the same values. */
  UNIQUENESS,
  /** There is a value. */
  NOT_NULL,
  /** The value is greater than 0. */
  POSITIVE,
  /** The value is within limits. */
  RANGE,
  /** The value is one of a list. */
  ACCEPTED_VALUES,
  /** The date or time is not after now. */
  NO_FUTURE_DATES,
  /** The table has so many rows. */
  ROW_COUNT_RANGE,
  /** A query finds no failure. */
  CUSTOM_SQL,
  /** The text matches a pattern. */
  REGEX,
  /** The value is one of another table's column. */
  RELATIONSHIP,
  /** The newest value is not too old. */
  FRESHNESS,
  /** The table has about as many rows as at the last run. */
  ROW_COUNT_CHANGE,
  /** The table has the columns that were agreed on. */
  SCHEMA;

  /** The name as files and results have it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
