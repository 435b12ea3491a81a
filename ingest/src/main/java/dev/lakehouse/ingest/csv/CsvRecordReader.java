package dev.lakehouse.ingest.csv;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads the records of a CSV file from UTF-8 bytes, one at a time, with their physical lines.
 *
 * <p>The grammar is RFC 4180 with what the world adds: any delimiter, quote and escape; LF, CRLF
 * and CR as line ends, mixed; comment lines; blank lines, which are left out unless the file has
 * one column (there an empty line is a NULL). Within quotes everything is text. As in DuckDB's
 * reader, a quote is special only where a field starts, or after one blank there, and blanks after
 * the closing quote are dropped.
 *
 * <p>Memory is bounded by the longest record, which may not exceed the limit. Not safe for use by
 * several threads.
 */
final class CsvRecordReader implements AutoCloseable {
  /** The longest record that is read, in bytes. */
  static final int MAX_RECORD_BYTES = 16 << 20;

  /** How the reason ends for a record that is not well-formed UTF-8. */
  static final String NOT_UTF_8 = "not UTF-8";

  private static final int FIRST_BUFFER_BYTES = 1 << 16;
  private static final int NO_BYTE = Integer.MIN_VALUE;

  private final InputStream in;
  private final byte[] delimiter;
  private final byte delimiterLead;
  private final int quote;
  private final int escape;
  private final int comment;
  private final int columns;

  private byte[] buffer = new byte[FIRST_BUFFER_BYTES];
  private int limit;
  private int position;
  private boolean ended;
  private long line = 1;
  private long consumed;

  private int recordStart;
  private int recordEnd;
  private long recordLine;
  private int fields;
  private int[] starts = new int[64];
  private int[] ends = new int[64];
  private boolean[] quoted = new boolean[64];
  private boolean[] escaped = new boolean[64];
  private boolean nonAscii;
  private String defect = "";
  private final LayoutFacts facts = new LayoutFacts();

  /**
   * Starts at the first record: a byte order mark and the dialect's skipped lines are passed over.
   *
   * @param columns how many fields a record should have, 0 if that is not known yet
   */
  CsvRecordReader(InputStream in, CsvDialect dialect, int columns) throws IOException {
    this.in = in;
    this.delimiter = dialect.delimiter().getBytes(StandardCharsets.UTF_8);
    this.delimiterLead = delimiter[0];
    this.quote = dialect.quote().map(c -> (int) c).orElse(NO_BYTE);
    this.escape = dialect.escape().map(c -> (int) c).orElse(NO_BYTE);
    this.comment = dialect.comment().map(c -> (int) c).orElse(NO_BYTE);
    this.columns = columns;
    skipByteOrderMark();
    for (int i = 0; i < dialect.skippedLines(); i++) {
      recordStart = position;
      skipLine();
    }
  }

  /**
   * Reads the next record.
   *
   * @return false at the end of the file
   * @throws CsvFormatException if a quote is never closed or a record exceeds the limit
   */
  boolean next() throws IOException {
    while (true) {
      consumed += position - (long) recordStart;
      recordStart = position;
      recordLine = line;
      if (!has(0)) {
        return false;
      }
      if (buffer[position] == comment) {
        skipLine();
        facts.commentLine();
        continue;
      }
      readRecord();
      if (columns == 1 || !isBlank()) {
        return true;
      }
      if (recordEnd > recordStart) {
        facts.whiteLine();
      }
    }
  }

  /** The physical line, from 1, where the record starts. */
  long line() {
    return recordLine;
  }

  /** Bytes up to the end of the record, from the start of the file. */
  long consumed() {
    return consumed + position - recordStart;
  }

  int fieldCount() {
    return fields;
  }

  /** True if the field is written in quotes: then it is never NULL. */
  boolean isQuoted(int field) {
    return quoted[field];
  }

  /** What the records so far were like. */
  LayoutFacts facts() {
    return facts;
  }

  /** Why the record is no good as it stands, as the end of a sentence; empty if it is. */
  Optional<String> defect() {
    if (defect.isEmpty() && nonAscii) {
      int at = Utf8.firstMalformed(buffer, recordStart, recordEnd);
      if (at >= 0) {
        int next = Math.min(at + 2, recordEnd);
        StringBuilder hex = new StringBuilder();
        for (int i = at; i < next; i++) {
          hex.append(i == at ? "" : " ").append(String.format("%02X", buffer[i]));
        }
        return Optional.of("the bytes " + hex + " are " + NOT_UTF_8);
      }
    }
    return defect.isEmpty() ? Optional.empty() : Optional.of(defect);
  }

  /** The value of a field without its quotes and escapes, into a buffer that is used again. */
  void value(int field, ByteSlice into) {
    int from = recordStart + starts[field];
    int to = recordStart + ends[field];
    if (escaped[field]) {
      into.unescape(buffer, from, to, (byte) escape);
    } else {
      into.set(buffer, from, to);
    }
  }

  /** The value of a field as text. */
  String text(int field) {
    ByteSlice slice = new ByteSlice();
    value(field, slice);
    return slice.text();
  }

  /** The record as it stands in the file, without its line end. */
  String raw() {
    return new String(buffer, recordStart, recordEnd - recordStart, StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private void readRecord() throws IOException {
    fields = 0;
    nonAscii = false;
    defect = "";
    while (true) {
      if (fields == starts.length) {
        starts = Arrays.copyOf(starts, fields * 2);
        ends = Arrays.copyOf(ends, fields * 2);
        quoted = Arrays.copyOf(quoted, fields * 2);
        escaped = Arrays.copyOf(escaped, fields * 2);
      }
      if (!readField()) {
        facts.record(position - recordStart);
        return;
      }
    }
  }

  /** Reads one field and what ends it; false if that was the end of the record. */
  private boolean readField() throws IOException {
    int open = -1;
    if (has(0) && buffer[position] == quote) {
      open = 0;
    } else if (has(1)
        && buffer[position] == ' '
        && buffer[position + 1] == quote
        && delimiterLead != ' ') {
      open = 1;
    }
    quoted[fields] = open >= 0;
    escaped[fields] = false;
    if (open >= 0) {
      position += open + 1;
      readQuoted();
      facts.quotedField();
    } else {
      starts[fields] = position - recordStart;
    }
    byte nonAsciiBits = 0;
    boolean more = false;
    while (true) {
      if (position == limit && !fill()) {
        recordEnd = position;
        break;
      }
      byte b = buffer[position];
      if (b == delimiterLead && isDelimiter()) {
        more = true;
        break;
      }
      if (b == '\n' || b == '\r') {
        recordEnd = position;
        break;
      }
      nonAsciiBits |= b;
      if (open >= 0 && b != ' ') {
        defect = "text follows the closing quote of field " + (fields + 1);
      }
      position++;
    }
    nonAscii |= nonAsciiBits < 0;
    if (open < 0) {
      ends[fields] = position - recordStart;
    }
    fields++;
    if (more) {
      position += delimiter.length;
      return true;
    }
    readLineEnd();
    return false;
  }

  /** Reads from after the opening quote to after the closing one. */
  private void readQuoted() throws IOException {
    long opened = line;
    starts[fields] = position - recordStart;
    byte nonAsciiBits = 0;
    while (true) {
      if (position == limit && !fill()) {
        throw new CsvFormatException(
            opened, "the quote that opens field " + (fields + 1) + " is never closed");
      }
      byte b = buffer[position];
      nonAsciiBits |= b;
      if (b == escape && (escape != quote || (has(1) && buffer[position + 1] == quote))) {
        escaped[fields] = true;
        if (!has(1)) {
          position++;
          continue;
        }
        nonAsciiBits |= buffer[position + 1];
        if (buffer[position + 1] == '\n' || buffer[position + 1] == '\r') {
          position++;
          continue;
        }
        position += 2;
      } else if (b == quote) {
        break;
      } else if (b == '\n' || b == '\r') {
        facts.quotedLineEnd();
        position++;
        if (b == '\r' && has(0) && buffer[position] == '\n') {
          position++;
        }
        line++;
      } else {
        position++;
      }
    }
    nonAscii |= nonAsciiBits < 0;
    ends[fields] = position - recordStart;
    position++;
  }

  private void readLineEnd() throws IOException {
    if (!has(0)) {
      return;
    }
    byte b = buffer[position];
    position++;
    line++;
    if (b == '\n') {
      facts.lineEnd(LineEnding.LF);
    } else if (has(0) && buffer[position] == '\n') {
      position++;
      facts.lineEnd(LineEnding.CRLF);
    } else {
      facts.lineEnd(LineEnding.CR);
    }
  }

  private boolean isDelimiter() throws IOException {
    for (int i = 1; i < delimiter.length; i++) {
      if (!has(i) || buffer[position + i] != delimiter[i]) {
        return false;
      }
    }
    return true;
  }

  private boolean isBlank() {
    if (fields != 1 || quoted[0]) {
      return false;
    }
    for (int i = recordStart; i < recordEnd; i++) {
      if (buffer[i] != ' ' && buffer[i] != '\t') {
        return false;
      }
    }
    return true;
  }

  private void skipLine() throws IOException {
    while (has(0) && buffer[position] != '\n' && buffer[position] != '\r') {
      position++;
      // Nothing of the line is kept, so that a long one costs no memory.
      consumed++;
      recordStart++;
    }
    readLineEnd();
  }

  private void skipByteOrderMark() throws IOException {
    if (has(2)
        && buffer[0] == (byte) 0xef
        && buffer[1] == (byte) 0xbb
        && buffer[2] == (byte) 0xbf) {
      position = 3;
    }
  }

  /** True if the byte at this distance from the position is there. */
  private boolean has(int distance) throws IOException {
    while (position + distance >= limit) {
      if (!fill()) {
        return false;
      }
    }
    return true;
  }

  /** Gets more bytes behind those there are; false at the end of the file. */
  private boolean fill() throws IOException {
    if (ended) {
      return false;
    }
    if (recordStart > 0) {
      System.arraycopy(buffer, recordStart, buffer, 0, limit - recordStart);
      limit -= recordStart;
      position -= recordStart;
      recordEnd -= recordStart;
      recordStart = 0;
    }
    if (limit == buffer.length) {
      if (limit >= MAX_RECORD_BYTES) {
        throw new CsvFormatException(
            recordLine, "no record ends within " + (MAX_RECORD_BYTES >> 20) + " MB");
      }
      buffer = Arrays.copyOf(buffer, Math.min(MAX_RECORD_BYTES, buffer.length * 2));
    }
    int read = in.read(buffer, limit, buffer.length - limit);
    if (read < 0) {
      ended = true;
      return false;
    }
    limit += read;
    return true;
  }
}
