package dev.lakehouse.ingest.csv;

/** What ends the records of a file. */
public enum LineEnding {
  LF,
  CRLF,
  CR,
  /** More than one kind. */
  MIXED,
  /** The file has no line end. */
  NONE
}
