package dev.lakehouse.quality.result;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.quality.check.Check;
import dev.lakehouse.quality.check.Severity;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What came of a check.
 *
 * @param check the check
 * @param details that in words, at most {@link #MOST_DETAILS} characters
 * @param failingRows how many rows do not keep the rule; empty if it is not about rows
 * @param totalRows how many rows the table has; empty if they were not counted
 * @param failingKeys up to 10 rows that fail, as a JSON array of their keys or values; a key of
 *     several columns is an array too
 */
public record CheckResult(
    Check check,
    Status status,
    String details,
    OptionalLong failingRows,
    OptionalLong totalRows,
    Optional<String> failingKeys) {
  /** How long the details can be, in characters. */
  public static final int MOST_DETAILS = 1000;

  private static final String CUT = "…";

  public CheckResult {
    requireNonNull(check, "check is null");
    requireNonNull(status, "status is null");
    details = cut(details);
    requireNonNull(failingRows, "failingRows is null");
    requireNonNull(totalRows, "totalRows is null");
    requireNonNull(failingKeys, "failingKeys is null");
  }

  private static String cut(String text) {
    return text.codePointCount(0, text.length()) <= MOST_DETAILS
        ? text
        : text.substring(0, text.offsetByCodePoints(0, MOST_DETAILS - 1)) + CUT;
  }

  /** True if it ends a run, and keeps rows from being published. */
  public boolean blocks() {
    return check.severity() == Severity.ERROR && (status == Status.FAIL || status == Status.ERROR);
  }
}
