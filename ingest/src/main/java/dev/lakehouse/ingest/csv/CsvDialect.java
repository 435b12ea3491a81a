package dev.lakehouse.ingest.csv;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * How a CSV file is written down.
 *
 * @param encoding the encoding of the file itself
 * @param compression the compression of the file itself
 * @param delimiter what stands between two fields: one or more characters
 * @param quote the ASCII character around a quoted field; empty if the file has no quoting
 * @param escape the ASCII character before a quote within a quoted field: the quote itself if
 *     quotes are doubled
 * @param header true if the first record names the columns
 * @param lineEnding what ends a record; a sample of a large file decides
 * @param comment the ASCII character that makes a line that starts with it a comment
 * @param byteOrderMark true if the file starts with one
 * @param skippedLines physical lines before the first record
 */
public record CsvDialect(
    CsvEncoding encoding,
    CsvCompression compression,
    String delimiter,
    Optional<Character> quote,
    Optional<Character> escape,
    boolean header,
    LineEnding lineEnding,
    Optional<Character> comment,
    boolean byteOrderMark,
    int skippedLines) {
  public CsvDialect {
    requireNonNull(encoding, "encoding is null");
    requireNonNull(compression, "compression is null");
    requireNonNull(quote, "quote is null");
    requireNonNull(escape, "escape is null");
    requireNonNull(lineEnding, "lineEnding is null");
    requireNonNull(comment, "comment is null");
    if (delimiter.isEmpty()) {
      throw new IllegalArgumentException("delimiter is empty");
    }
    if (quote.isPresent() != escape.isPresent()) {
      throw new IllegalArgumentException("quote and escape go together");
    }
    if (skippedLines < 0) {
      throw new IllegalArgumentException("skippedLines is negative");
    }
  }

  CsvDialect withHeader(boolean newHeader) {
    return new CsvDialect(
        encoding,
        compression,
        delimiter,
        quote,
        escape,
        newHeader,
        lineEnding,
        comment,
        byteOrderMark,
        skippedLines);
  }

  CsvDialect withLineEnding(LineEnding newLineEnding) {
    return new CsvDialect(
        encoding,
        compression,
        delimiter,
        quote,
        escape,
        header,
        newLineEnding,
        comment,
        byteOrderMark,
        skippedLines);
  }
}
