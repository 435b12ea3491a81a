package dev.lakehouse.quality.run;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What was found out about a rule.
 *
 * @param holds true if it holds
 * @param details that in words
 * @param failingRows how many rows do not keep it; empty if it is not about rows
 * @param failingKeys what names rows that fail; empty if there is nothing to name
 */
record Finding(
    boolean holds, String details, OptionalLong failingRows, Optional<Keys> failingKeys) {
  /** How many rows that fail are named. */
  static final int MOST_KEYS = 10;

  /** Keys or values of rows that fail, found out when they are asked for. */
  @FunctionalInterface
  interface Keys {
    /** At most {@link #MOST_KEYS} rows of values. */
    List<List<Object>> rows();
  }

  Finding {
    requireNonNull(details, "details is null");
    requireNonNull(failingRows, "failingRows is null");
    requireNonNull(failingKeys, "failingKeys is null");
  }

  /** About the table as a whole. */
  static Finding ofTable(boolean holds, String details) {
    return new Finding(holds, details, OptionalLong.empty(), Optional.empty());
  }

  /**
   * About its rows.
   *
   * @param how what the failing rows are like, to follow "3 of 200 rows: "
   */
  static Finding ofRows(long failing, long total, String how, Optional<Keys> failingKeys) {
    return new Finding(
        failing == 0,
        failing == 0
            ? Words.count(total, "row")
            : "%,d of %s: %s".formatted(failing, Words.count(total, "row"), how),
        OptionalLong.of(failing),
        failing == 0 ? Optional.empty() : failingKeys);
  }
}
