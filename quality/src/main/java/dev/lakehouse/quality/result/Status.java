package dev.lakehouse.quality.result;

/** What came of a check. */
public enum Status {
  /** What it says holds. */
  PASS,
  /** It does not hold, and that is something to know. */
  WARN,
  /** It does not hold. */
  FAIL,
  /** It could not be found out. */
  ERROR
}
