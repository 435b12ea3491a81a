package dev.lakehouse.ingest.csv;

import static dev.lakehouse.base.error.ErrorCode.INVALID_ARGUMENT;
import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.LakehouseException;
import java.util.List;
import java.util.Optional;

/**
 * What is declared of a CSV file. Whatever is left empty is detected.
 *
 * @param delimiter one or more characters between two fields
 * @param quote one ASCII character, or "" for a file without quoting
 * @param escape one ASCII character: the quote itself (doubled quotes) or a backslash
 * @param header true if the first record names the columns, false if it is data
 * @param encoding the encoding of the bytes
 * @param comment one ASCII character that makes a line that starts with it a comment, or "" for
 *     none
 * @param skipLines physical lines to leave out before the first record
 * @param nullStrings unquoted fields that mean NULL, besides the empty one
 * @param dateFormat the layout of DATE columns that are declared, in strptime's letters; it also
 *     settles the type of a column of dates whose values leave day and month open
 * @param timestampFormat the layout of TIMESTAMP columns that are declared, in strptime's letters
 * @param padShortRows true to fill rows that have too few fields with NULL; too many fields are bad
 *     in any case
 * @param badRows what happens to rows that do not fit
 */
public record CsvOptions(
    Optional<String> delimiter,
    Optional<String> quote,
    Optional<String> escape,
    Optional<Boolean> header,
    Optional<CsvEncoding> encoding,
    Optional<String> comment,
    Optional<Integer> skipLines,
    List<String> nullStrings,
    Optional<String> dateFormat,
    Optional<String> timestampFormat,
    boolean padShortRows,
    BadRows badRows) {

  /**
   * @throws LakehouseException INVALID_ARGUMENT if an option cannot be
   */
  public CsvOptions {
    requireNonNull(header, "header is null");
    requireNonNull(encoding, "encoding is null");
    requireNonNull(dateFormat, "dateFormat is null");
    requireNonNull(timestampFormat, "timestampFormat is null");
    requireNonNull(badRows, "badRows is null");
    nullStrings = List.copyOf(nullStrings);
    delimiter.ifPresent(CsvOptions::checkDelimiter);
    quote.ifPresent(value -> checkCharacter("quote", value, true));
    escape.ifPresent(value -> checkCharacter("escape", value, false));
    comment.ifPresent(value -> checkCharacter("comment", value, true));
    if (skipLines.isPresent() && skipLines.get() < 0) {
      throw invalid("skip is " + skipLines.get() + ": it is a number of lines, 0 or more");
    }
    if (quote.equals(Optional.of("")) && escape.isPresent()) {
      throw invalid("an escape is declared for a file without quotes");
    }
    if (delimiter.isPresent() && quote.isPresent() && delimiter.equals(quote)) {
      throw invalid("delimiter and quote are the same: " + quote.get());
    }
  }

  /** Everything is detected, nothing is forgiven. */
  public static CsvOptions detect() {
    return builder().build();
  }

  public static Builder builder() {
    return new Builder();
  }

  private static void checkDelimiter(String delimiter) {
    if (delimiter.isEmpty() || delimiter.contains("\n") || delimiter.contains("\r")) {
      throw invalid("the delimiter is empty or a line end");
    }
  }

  private static void checkCharacter(String name, String value, boolean none) {
    boolean ok = value.isEmpty() ? none : value.length() == 1 && isPlainAscii(value.charAt(0));
    if (!ok) {
      throw invalid(name + " is '" + value + "': it is one ASCII character");
    }
  }

  private static boolean isPlainAscii(char c) {
    return c < 0x80 && c != '\n' && c != '\r' && c != ' ';
  }

  private static LakehouseException invalid(String message) {
    return LakehouseException.of(INVALID_ARGUMENT, "CSV options: " + message);
  }

  /** Collects options; not safe for use by several threads. */
  public static final class Builder {
    private Optional<String> delimiter = Optional.empty();
    private Optional<String> quote = Optional.empty();
    private Optional<String> escape = Optional.empty();
    private Optional<Boolean> header = Optional.empty();
    private Optional<CsvEncoding> encoding = Optional.empty();
    private Optional<String> comment = Optional.empty();
    private Optional<Integer> skipLines = Optional.empty();
    private List<String> nullStrings = List.of();
    private Optional<String> dateFormat = Optional.empty();
    private Optional<String> timestampFormat = Optional.empty();
    private boolean padShortRows;
    private BadRows badRows = BadRows.fail();

    private Builder() {}

    public Builder delimiter(String value) {
      delimiter = Optional.of(value);
      return this;
    }

    public Builder quote(String value) {
      quote = Optional.of(value);
      return this;
    }

    public Builder escape(String value) {
      escape = Optional.of(value);
      return this;
    }

    public Builder header(boolean value) {
      header = Optional.of(value);
      return this;
    }

    public Builder encoding(CsvEncoding value) {
      encoding = Optional.of(value);
      return this;
    }

    public Builder comment(String value) {
      comment = Optional.of(value);
      return this;
    }

    public Builder skipLines(int value) {
      skipLines = Optional.of(value);
      return this;
    }

    public Builder nullStrings(String... values) {
      nullStrings = List.of(values);
      return this;
    }

    public Builder dateFormat(String value) {
      dateFormat = Optional.of(value);
      return this;
    }

    public Builder timestampFormat(String value) {
      timestampFormat = Optional.of(value);
      return this;
    }

    public Builder padShortRows(boolean value) {
      padShortRows = value;
      return this;
    }

    public Builder badRows(BadRows value) {
      badRows = value;
      return this;
    }

    public CsvOptions build() {
      return new CsvOptions(
          delimiter,
          quote,
          escape,
          header,
          encoding,
          comment,
          skipLines,
          nullStrings,
          dateFormat,
          timestampFormat,
          padShortRows,
          badRows);
    }
  }
}
