package dev.lakehouse.ingest.csv;

import java.util.Optional;

/** Which of the two readers a file needs. */
final class ReaderChoice {
  private static final int DUCKDB_RECORD_BYTES = 1_900_000;
  private static final int DUCKDB_DELIMITER_LENGTH = 4;

  private ReaderChoice() {}

  /** True for what is known that DuckDB's reader refuses, or reads in another way than ours. */
  static boolean isOurs(CsvLayout layout, ColumnAnalysis analysis) {
    LayoutFacts facts = analysis.facts();
    CsvDialect dialect = layout.dialect();
    CsvOptions options = layout.options();
    return facts.lineEnding() == LineEnding.MIXED
        || dialect.lineEnding() == LineEnding.MIXED
        || facts.commentLines() > 0
        || facts.whiteLines() > 0
        || facts.longestRecord() > DUCKDB_RECORD_BYTES
        || layout.preambleQuoted()
        || (options.padShortRows() && (!analysis.complete() || analysis.padded() > 0))
        || dialect.delimiter().length() > DUCKDB_DELIMITER_LENGTH
        || dialect.delimiter().chars().anyMatch(c -> c >= 0x80)
        || options.nullStrings().stream().anyMatch(text -> hasSyntax(text, dialect));
  }

  private static boolean hasSyntax(String text, CsvDialect dialect) {
    return text.contains(dialect.delimiter())
        || contains(text, dialect.quote())
        || contains(text, dialect.escape());
  }

  private static boolean contains(String text, Optional<Character> character) {
    return character.isPresent() && text.indexOf(character.get()) >= 0;
  }
}
