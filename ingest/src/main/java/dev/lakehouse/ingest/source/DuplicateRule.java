package dev.lakehouse.ingest.source;

/** Which of several rows with the same key in one file is taken. */
public enum DuplicateRule {
  /** The row with the highest watermark; among those, and without a watermark, the last line. */
  LAST,
  /** The row with the highest watermark; among those, and without a watermark, the first line. */
  FIRST,
  /** None: the file is refused. */
  FAIL
}
