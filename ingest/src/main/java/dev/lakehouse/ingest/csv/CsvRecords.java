package dev.lakehouse.ingest.csv;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The data records of a file, without its header, and by the rules of its columns: what is a NULL,
 * and which record is not one of this file. Not safe for use by several threads.
 */
final class CsvRecords implements AutoCloseable {
  private final CsvRecordReader reader;
  private final int columns;
  private final boolean padShortRows;
  private final boolean header;
  private final List<byte[]> nullStrings = new ArrayList<>();
  private long padded;

  CsvRecords(InputStream in, CsvDialect dialect, int columns, CsvOptions options)
      throws IOException {
    this.reader = new CsvRecordReader(in, dialect, columns);
    this.columns = columns;
    this.padShortRows = options.padShortRows();
    this.header = dialect.header();
    for (String nullString : options.nullStrings()) {
      nullStrings.add(nullString.getBytes(StandardCharsets.UTF_8));
    }
    if (header) {
      reader.next();
    }
  }

  /** As {@link CsvRecordReader#next()}. */
  boolean next() throws IOException {
    if (!reader.next()) {
      return false;
    }
    if (padShortRows && reader.fieldCount() < columns) {
      padded++;
    }
    return true;
  }

  /** Why the record cannot be a row, if it cannot. */
  Optional<RowDefect> defect() {
    Optional<String> defect = reader.defect();
    int fields = reader.fieldCount();
    if (defect.isEmpty() && (fields > columns || (fields < columns && !padShortRows))) {
      defect =
          Optional.of(
              "the row has %d %s, but %s %d"
                  .formatted(
                      fields,
                      fields == 1 ? "field" : "fields",
                      header ? "the header has" : "the rows before it have",
                      columns));
    }
    return defect.map(reason -> new RowDefect(reader.line(), Optional.empty(), reason));
  }

  /** Reads a value; false if it is NULL. A column that a short row does not have is NULL. */
  boolean value(int column, ByteSlice into) {
    if (column >= reader.fieldCount()) {
      return false;
    }
    reader.value(column, into);
    if (reader.isQuoted(column)) {
      return true;
    }
    if (into.isEmpty()) {
      return false;
    }
    for (byte[] nullString : nullStrings) {
      if (into.contentEquals(nullString)) {
        return false;
      }
    }
    return true;
  }

  CsvRecordReader reader() {
    return reader;
  }

  /** How many rows had too few fields and were filled. */
  long padded() {
    return padded;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
