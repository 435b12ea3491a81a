package dev.lakehouse.ingest.csv;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds out how a file is written from its first bytes.
 *
 * <p>Every delimiter, quote and escape that is possible splits the sample once. The best is the one
 * that gives the same number of columns, at least two, in the most records; of equals, the one that
 * gives the most columns; but a semicolon wins over a comma that splits decimal numbers.
 */
final class DialectSniffer {
  private static final List<String> DELIMITERS = List.of(",", ";", "\t", "|");
  private static final int MAX_RECORDS = 1000;
  private static final Pattern DECIMAL_COMMA = Pattern.compile("-?[0-9]+,[0-9]+");

  private final byte[] sample;
  private final boolean cut;
  private final CsvSource source;
  private final CsvOptions options;
  private final List<String> findings = new ArrayList<>();

  /**
   * @param sample the first bytes of the file in UTF-8
   * @param cut true if the file goes on after the sample
   */
  DialectSniffer(byte[] sample, boolean cut, CsvSource source, CsvOptions options) {
    this.sample = sample;
    this.cut = cut;
    this.source = source;
    this.options = options;
  }

  /** The dialect, with a header until the first records have been looked at. */
  CsvDialect sniff() throws IOException {
    Preamble preamble = preamble();
    List<Trial> trials = new ArrayList<>();
    for (Optional<Character> quote : quotes()) {
      for (Optional<Character> escape : escapes(quote)) {
        for (String delimiter : options.delimiter().map(List::of).orElse(DELIMITERS)) {
          if (quote.isEmpty() || !delimiter.equals(quote.get().toString())) {
            trials.add(attempt(dialect(preamble, delimiter, quote, escape)));
          }
        }
      }
    }
    Trial best = trials.get(0);
    for (Trial trial : trials) {
      if (trial.isBetterThan(best) && !isQuoteByAccident(trial, trials)) {
        best = trial;
      }
    }
    Trial chosen = beforeDecimalCommas(best, trials);
    report(chosen, trials);
    return chosen.dialect.withLineEnding(chosen.lineEnding);
  }

  /** An apostrophe quotes only if it quotes something, and quotation marks quote nothing. */
  private boolean isQuoteByAccident(Trial trial, List<Trial> trials) {
    return options.quote().isEmpty()
        && trial.isQuotedBy('\'')
        && (trial.quotedFields == 0
            || trials.stream().anyMatch(other -> other.isQuotedBy('"') && other.quotedFields > 0));
  }

  private static Trial beforeDecimalCommas(Trial best, List<Trial> trials) {
    if (!best.dialect.delimiter().equals(",")) {
      return best;
    }
    return trials.stream()
        .filter(trial ->
            trial.dialect.delimiter().equals(";")
                && trial.dialect.quote().equals(best.dialect.quote())
                && trial.columns > 1
                && trial.matching == trial.records
                && trial.decimalCommas > 0)
        .findFirst()
        .orElse(best);
  }

  /** What was found and why, a line each. */
  List<String> findings() {
    return List.copyOf(findings);
  }

  private List<Optional<Character>> quotes() {
    if (options.quote().isPresent()) {
      String quote = options.quote().get();
      return List.of(quote.isEmpty() ? Optional.empty() : Optional.of(quote.charAt(0)));
    }
    return List.of(Optional.of('"'), Optional.of('\''));
  }

  private List<Optional<Character>> escapes(Optional<Character> quote) {
    if (quote.isEmpty()) {
      return List.of(Optional.empty());
    }
    if (options.escape().isPresent()) {
      return List.of(Optional.of(options.escape().get().charAt(0)));
    }
    return List.of(quote, Optional.of('\\'));
  }

  private CsvDialect dialect(
      Preamble preamble, String delimiter, Optional<Character> quote, Optional<Character> escape) {
    return new CsvDialect(
        source.encoding(),
        source.original(),
        delimiter,
        quote,
        escape,
        true,
        LineEnding.NONE,
        preamble.comment,
        source.byteOrderMark(),
        preamble.lines);
  }

  private Trial attempt(CsvDialect dialect) throws IOException {
    Map<Integer, Integer> widths = new HashMap<>();
    int records = 0;
    int defects = 0;
    int quotedFields = 0;
    int decimalCommas = 0;
    boolean unclosed = false;
    LineEnding lineEnding = LineEnding.NONE;
    try (CsvRecordReader reader =
        new CsvRecordReader(new ByteArrayInputStream(sample), dialect, 0)) {
      while (records < MAX_RECORDS && reader.next()) {
        if (cut && reader.consumed() >= sample.length) {
          break;
        }
        records++;
        widths.merge(reader.fieldCount(), 1, Integer::sum);
        defects += reader.defect().isPresent() ? 1 : 0;
        for (int i = 0; i < reader.fieldCount(); i++) {
          quotedFields += reader.isQuoted(i) ? 1 : 0;
          if (dialect.delimiter().equals(";") && DECIMAL_COMMA.matcher(reader.text(i)).matches()) {
            decimalCommas++;
          }
        }
      }
      lineEnding = reader.facts().lineEnding();
    } catch (CsvFormatException e) {
      unclosed = !cut;
      lineEnding = LineEnding.NONE;
      records++;
      defects++;
    }
    int columns = 0;
    int matching = 0;
    for (Map.Entry<Integer, Integer> width : widths.entrySet()) {
      if (width.getValue() > matching
          || (width.getValue() == matching && width.getKey() > columns)) {
        columns = width.getKey();
        matching = width.getValue();
      }
    }
    return new Trial(
        dialect,
        records,
        columns,
        matching,
        defects + (unclosed ? records : 0),
        quotedFields,
        decimalCommas,
        lineEnding);
  }

  private void report(Trial best, List<Trial> trials) {
    String encoding = options.encoding().isPresent() ? "declared" : source.reason();
    findings.add("encoding     " + source.encoding() + "  " + encoding);
    findings.add("compression  " + source.original());
    CsvDialect dialect = best.dialect;
    String splits =
        "splits %d of %d sampled %s into %d %s"
            .formatted(
                best.matching,
                best.records,
                best.records == 1 ? "record" : "records",
                best.columns,
                best.columns == 1 ? "column" : "columns");
    if (options.delimiter().isPresent()) {
      findings.add("delimiter    " + shown(dialect.delimiter()) + "  declared; " + splits);
    } else {
      List<String> others = new ArrayList<>();
      for (Trial other : trials) {
        if (other.columns > 1
            && other.dialect.quote().equals(dialect.quote())
            && other.dialect.escape().equals(dialect.escape())
            && !other.dialect.delimiter().equals(dialect.delimiter())) {
          others.add(
              "%s gives %d columns in %d"
                  .formatted(shown(other.dialect.delimiter()), other.columns, other.matching));
        }
      }
      findings.add(
          "delimiter    "
              + shown(dialect.delimiter())
              + "  "
              + splits
              + (others.isEmpty() ? "" : " (" + String.join(", ", others) + ")"));
    }
    findings.add(
        "quote        "
            + dialect.quote().map(String::valueOf).orElse("none")
            + "  "
            + (options.quote().isPresent()
                ? "declared"
                : best.quotedFields + " quoted " + (best.quotedFields == 1 ? "field" : "fields")));
    dialect
        .escape()
        .filter(escape -> !dialect.quote().equals(Optional.of(escape)))
        .ifPresent(escape -> findings.add("escape       " + escape));
    findings.add("line end     " + best.lineEnding);
    dialect.comment().ifPresent(comment -> findings.add("comment      " + comment));
    if (dialect.skippedLines() > 0) {
      findings.add("skipped      " + dialect.skippedLines() + " lines before the first record");
    }
  }

  private static String shown(String delimiter) {
    return delimiter.equals("\t") ? "tab" : "'" + delimiter + "'";
  }

  /** Lines before the first record: declared ones, blank ones, and comments. */
  private Preamble preamble() {
    List<String> lines = firstLines();
    int skipped = Math.min(options.skipLines().orElse(0), lines.size());
    Optional<Character> comment = options.comment().filter(c -> !c.isEmpty()).map(c -> c.charAt(0));
    boolean detect = options.comment().isEmpty();
    int at = skipped;
    while (at < lines.size()) {
      String line = lines.get(at);
      boolean isComment =
          !line.isEmpty()
              && (detect ? line.charAt(0) == '#' : comment.equals(Optional.of(line.charAt(0))));
      if (isComment && detect && isHeaderInDisguise(lines, at)) {
        break;
      }
      if (!line.isBlank() && !isComment) {
        break;
      }
      if (isComment && detect) {
        comment = Optional.of('#');
      }
      at++;
    }
    // If nothing follows there is no record either way; blank first lines may be NULLs then.
    return new Preamble(at == lines.size() && !cut ? skipped : at, comment);
  }

  /** A line such as "#chrom,start,end" above rows of three fields is the header. */
  private boolean isHeaderInDisguise(List<String> lines, int at) {
    if (at + 1 >= lines.size() || lines.get(at + 1).startsWith("#")) {
      return false;
    }
    for (String delimiter : options.delimiter().map(List::of).orElse(DELIMITERS)) {
      int here = lines.get(at).split(Pattern.quote(delimiter), -1).length;
      int next = lines.get(at + 1).split(Pattern.quote(delimiter), -1).length;
      if (here == next && here > 2) {
        return true;
      }
    }
    return false;
  }

  private List<String> firstLines() {
    String text = new String(sample, 0, Math.min(sample.length, 1 << 16), StandardCharsets.UTF_8);
    if (text.startsWith("\ufeff")) {
      text = text.substring(1);
    }
    return text.isEmpty() ? List.of() : List.of(text.split("\r\n|\n|\r", MAX_RECORDS));
  }

  private record Preamble(int lines, Optional<Character> comment) {}

  private record Trial(
      CsvDialect dialect,
      int records,
      int columns,
      int matching,
      int defects,
      int quotedFields,
      int decimalCommas,
      LineEnding lineEnding) {

    boolean isQuotedBy(char quote) {
      return dialect.quote().equals(Optional.of(quote));
    }

    boolean isBetterThan(Trial other) {
      if (quality() != other.quality()) {
        return quality() > other.quality();
      }
      if (columns != other.columns) {
        return columns > other.columns;
      }
      return quotedFields > other.quotedFields && defects == 0;
    }

    /** Of a thousand records, how many are as they should be; at most 0 for a single column. */
    private long quality() {
      if (records == 0) {
        return 0;
      }
      long bad = defects * 1000L / records;
      // What splits less than half of the records alike splits none: it is punctuation.
      boolean splits = columns > 1 && matching * 2 >= records;
      return splits ? Math.max(1, matching * 1000L / records - bad) : -bad;
    }
  }
}
