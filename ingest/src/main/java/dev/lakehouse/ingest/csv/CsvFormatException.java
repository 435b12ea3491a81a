package dev.lakehouse.ingest.csv;

import java.io.IOException;

/** A file cannot be read on from a line: nothing after it can be trusted to be a record. */
final class CsvFormatException extends IOException {
  private final long line;

  CsvFormatException(long line, String message) {
    super(message);
    this.line = line;
  }

  /** The physical line, from 1, where the trouble starts. */
  long line() {
    return line;
  }
}
