package dev.lakehouse.ingest.csv;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes CSV that DuckDB reads without any doubt: UTF-8, commas, line feeds, an absent value empty,
 * an empty one in quotes, quotes only where they must be, and the line number in the first field.
 * Not safe for use by several threads.
 */
final class StagedCsvWriter implements AutoCloseable {
  /** A record of the longest kind in which every byte is a quote that gets doubled. */
  static final int MAX_LINE_BYTES = 2 * CsvRecordReader.MAX_RECORD_BYTES + (1 << 16);

  private final Path path;
  private final OutputStream out;
  private boolean quotes;

  StagedCsvWriter(Path path) throws IOException {
    this.path = path;
    this.out = new BufferedOutputStream(Files.newOutputStream(path), 1 << 18);
  }

  void line(long number) throws IOException {
    out.write(Long.toString(number).getBytes(StandardCharsets.US_ASCII));
  }

  void absent() throws IOException {
    out.write(',');
  }

  void value(String value) throws IOException {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    value(bytes, 0, bytes.length);
  }

  void value(byte[] bytes, int from, int to) throws IOException {
    out.write(',');
    if (!needsQuotes(bytes, from, to)) {
      out.write(bytes, from, to - from);
      return;
    }
    quotes = true;
    out.write('"');
    int written = from;
    for (int i = from; i < to; i++) {
      if (bytes[i] == '"') {
        out.write(bytes, written, i + 1 - written);
        written = i;
      }
    }
    out.write(bytes, written, to - written);
    out.write('"');
  }

  void endLine() throws IOException {
    out.write('\n');
  }

  /** What was written, to be read; after the writer is closed. */
  CsvRelation relation(int fields) {
    return CsvRelation.staged(path, fields, quotes);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  private static boolean needsQuotes(byte[] bytes, int from, int to) {
    if (from == to) {
      return true;
    }
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b == ',' || b == '"' || b == '\n' || b == '\r') {
        return true;
      }
    }
    return false;
  }
}
