package dev.lakehouse.ingest.csv;

import static dev.lakehouse.base.error.ErrorCode.INVALID_DATA;

import dev.lakehouse.base.error.LakehouseException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where a file's records are and what its columns are called: found in the first bytes.
 *
 * @param source the bytes
 * @param dialect how the records are written
 * @param headers the columns' names as written; "" where there is none
 * @param names a different name for every column
 * @param preambleQuoted true if a line before the first record has a quote in it
 * @param options what was declared
 * @param displayName the file's name in messages
 * @param findings what was detected and why, a line each
 */
record CsvLayout(
    CsvSource source,
    CsvDialect dialect,
    List<String> headers,
    List<String> names,
    boolean preambleQuoted,
    CsvOptions options,
    String displayName,
    List<String> findings) {
  private static final int SAMPLE_BYTES = 1 << 20;
  private static final int PIECE_BYTES = 1 << 17;

  static CsvLayout of(CsvSource source, CsvOptions options, String displayName) throws IOException {
    byte[] sample;
    boolean cut;
    try (InputStream in = source.stream()) {
      sample = in.readNBytes(SAMPLE_BYTES);
      cut = sample.length == SAMPLE_BYTES;
      if (cut && !hasLineEnd(sample, 0)) {
        sample = readToLineEnd(in, sample, displayName);
        cut = true;
      }
    }
    DialectSniffer sniffer = new DialectSniffer(sample, cut, source, options);
    CsvDialect dialect = sniffer.sniff();
    List<String> findings = new ArrayList<>(sniffer.findings());
    List<String> first = firstRecord(sample, dialect);
    boolean header;
    if (options.header().isPresent()) {
      header = options.header().get() && !first.isEmpty();
      findings.add("header       " + (header ? "yes" : "no") + "  declared");
    } else if (first.isEmpty()) {
      header = false;
      findings.add("header       no  the file has no records");
    } else {
      HeaderRule rule = HeaderRule.of(first, evidence(sample, dialect, first.size(), options));
      header = rule.isHeader();
      findings.add("header       " + (header ? "yes" : "no") + "  " + rule.reason());
    }
    List<String> headers = header ? first : noHeaders(first.size());
    List<String> names = HeaderRule.uniqueNames(headers);
    for (int i = 0; header && i < names.size(); i++) {
      if (!names.get(i).equals(headers.get(i).strip())) {
        findings.add(
            "renamed      column %d '%s' is %s".formatted(i + 1, headers.get(i), names.get(i)));
      }
    }
    return new CsvLayout(
        source,
        dialect.withHeader(header),
        headers,
        names,
        isPreambleQuoted(sample, dialect),
        options,
        displayName,
        List.copyOf(findings));
  }

  /** The data records, from the first. */
  CsvRecords records() throws IOException {
    InputStream in = source.stream();
    try {
      return new CsvRecords(in, dialect, names.size(), options);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  /** Records of the beginning, the middle and the end of a file that is not compressed. */
  CsvRecords samples() throws IOException {
    long size = Files.size(source.path());
    ByteArrayOutputStream pieces = new ByteArrayOutputStream();
    try (InputStream in = source.stream()) {
      pieces.writeBytes(wholeLines(in.readNBytes(SAMPLE_BYTES), true));
    }
    for (int quarter = 1; quarter <= 4; quarter++) {
      long offset = Math.max(0, size * quarter / 4 - PIECE_BYTES);
      try (InputStream in = source.stream(offset)) {
        pieces.writeBytes(wholeLines(in.readNBytes(PIECE_BYTES), false));
      }
    }
    return new CsvRecords(
        new ByteArrayInputStream(pieces.toByteArray()), dialect, names.size(), options);
  }

  LakehouseException error(RowDefect defect) {
    String remedy =
        defect.column().isPresent()
            ? "Correct the value, declare another type or null string, or quarantine bad rows."
            : "Correct the row, declare how the file is written, or quarantine bad rows.";
    return LakehouseException.of(INVALID_DATA, defect.message(displayName), remedy);
  }

  private static byte[] readToLineEnd(InputStream in, byte[] sample, String displayName)
      throws IOException {
    byte[] bytes = sample;
    while (bytes.length < CsvRecordReader.MAX_RECORD_BYTES) {
      byte[] more = in.readNBytes(SAMPLE_BYTES);
      int length = bytes.length;
      bytes = Arrays.copyOf(bytes, length + more.length);
      System.arraycopy(more, 0, bytes, length, more.length);
      if (more.length < SAMPLE_BYTES || hasLineEnd(bytes, length)) {
        return bytes;
      }
    }
    throw LakehouseException.of(
        INVALID_DATA,
        displayName
            + ":1: there is no line end in the first "
            + (CsvRecordReader.MAX_RECORD_BYTES >> 20)
            + " MB",
        "This is hardly a CSV file: look at its first bytes.");
  }

  /** What lies between two line ends; the first lines of a file start without one. */
  private static byte[] wholeLines(byte[] bytes, boolean first) {
    int from = 0;
    while (!first && from < bytes.length && bytes[from] != '\n' && bytes[from] != '\r') {
      from++;
    }
    int to = bytes.length;
    while (to > from && bytes[to - 1] != '\n' && bytes[to - 1] != '\r') {
      to--;
    }
    return Arrays.copyOfRange(bytes, from, to);
  }

  private static boolean hasLineEnd(byte[] bytes, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == '\n' || bytes[i] == '\r') {
        return true;
      }
    }
    return false;
  }

  private static List<String> firstRecord(byte[] sample, CsvDialect dialect) throws IOException {
    List<String> fields = new ArrayList<>();
    try (CsvRecordReader reader =
        new CsvRecordReader(new ByteArrayInputStream(sample), dialect, 0)) {
      if (reader.next()) {
        for (int i = 0; i < reader.fieldCount(); i++) {
          fields.add(reader.text(i));
        }
      }
    } catch (CsvFormatException e) {
      // The analysis of the records will say so with its line: here there is nothing to see.
      return List.of("");
    }
    return fields;
  }

  private static List<ColumnEvidence> evidence(
      byte[] sample, CsvDialect dialect, int columns, CsvOptions options) throws IOException {
    try (CsvRecords records =
        new CsvRecords(
            new ByteArrayInputStream(sample), dialect.withHeader(true), columns, options)) {
      return ColumnAnalysis.of(records, columns, sample.length).columns();
    }
  }

  private static List<String> noHeaders(int columns) {
    List<String> headers = new ArrayList<>();
    for (int i = 0; i < columns; i++) {
      headers.add("");
    }
    return headers;
  }

  private static boolean isPreambleQuoted(byte[] sample, CsvDialect dialect) {
    int lines = dialect.skippedLines();
    for (int i = 0; i < sample.length && lines > 0; i++) {
      if (dialect.quote().isPresent() && sample[i] == dialect.quote().get()) {
        return true;
      }
      boolean crLf = sample[i] == '\r' && i + 1 < sample.length && sample[i + 1] == '\n';
      if (sample[i] == '\n' || (sample[i] == '\r' && !crLf)) {
        lines--;
      }
    }
    return false;
  }
}
