package dev.lakehouse.ingest.csv;

import static dev.lakehouse.table.duckdb.SqlText.literal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A DuckDB table function that gives the text of a CSV file's fields: all VARCHAR, NULL where a
 * field is absent, named c0, c1, … in the file's order.
 *
 * <p>DuckDB splits a large file among threads and guesses where records start; with line ends
 * within quotes it guesses wrong, mostly but not always noticing. So a file is split only if it has
 * no quote at all.
 *
 * @param sql the table function's call
 * @param comment the comment character that DuckDB has not been told of: a first field that starts
 *     with it may be a comment
 * @param lineColumn the column with the physical line, if there is one
 */
record CsvRelation(String sql, Optional<Character> comment, Optional<String> lineColumn) {
  /** The name of the line number's column in a relation that has one. */
  static final String LINE = "line";

  private static final String FIXED =
      "auto_detect = false, allow_quoted_nulls = false, hive_partitioning = false";

  /** Below this DuckDB reads a file in one piece. */
  private static final long ONE_PIECE_BYTES = 4_000_000;

  /** DuckDB's own reading of the file itself. */
  static CsvRelation of(CsvLayout layout, WorkFiles work) throws IOException {
    CsvSource source = layout.source();
    CsvDialect dialect = layout.dialect();
    boolean quotes = dialect.quote().isPresent();
    boolean split = false;
    if (source.compression() == CsvCompression.NONE
        && Files.size(source.path()) > ONE_PIECE_BYTES) {
      quotes =
          quotes
              && ByteSearch.contains(
                  source.path(), (byte) dialect.quote().orElseThrow().charValue());
      split = !quotes;
    }
    Path path = source.path();
    if (hasPattern(path)) {
      path = work.link(path);
    }
    List<String> nulls = new ArrayList<>(List.of("''"));
    layout.options().nullStrings().forEach(value -> nulls.add(literal(value)));
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < layout.names().size(); i++) {
      columns.add("'" + column(i) + "': 'VARCHAR'");
    }
    String sql =
        ("read_csv(%s, compression = '%s', delim = %s, quote = %s, escape = %s, header = %s,"
                + " skip = %d, nullstr = [%s], parallel = %s%s, %s, columns = {%s})")
            .formatted(
                literal(path.toAbsolutePath().toString()),
                source.compression(),
                literal(dialect.delimiter()),
                quotes ? literal(dialect.quote().orElseThrow().toString()) : "''",
                quotes ? literal(dialect.escape().orElseThrow().toString()) : "''",
                dialect.header(),
                dialect.skippedLines(),
                String.join(", ", nulls),
                split,
                lineEnding(dialect.lineEnding()),
                FIXED,
                String.join(", ", columns));
    return new CsvRelation(sql, dialect.comment(), Optional.empty());
  }

  /** A file that {@link StagedCsvWriter} has written, with the line number first. */
  static CsvRelation staged(Path path, int fields, boolean quotes) {
    List<String> columns = new ArrayList<>(List.of("'" + LINE + "': 'BIGINT'"));
    for (int i = 0; i < fields; i++) {
      columns.add("'" + column(i) + "': 'VARCHAR'");
    }
    String sql =
        ("read_csv(%s, compression = 'none', delim = ',', quote = %s, escape = %s,"
                + " header = false, new_line = '\\n', nullstr = [''], parallel = %s, max_line_size = %d,"
                + " buffer_size = %d, %s, columns = {%s})")
            .formatted(
                literal(path.toAbsolutePath().toString()),
                quotes ? "'\"'" : "''",
                quotes ? "'\"'" : "''",
                !quotes,
                StagedCsvWriter.MAX_LINE_BYTES,
                StagedCsvWriter.MAX_LINE_BYTES,
                FIXED,
                String.join(", ", columns));
    return new CsvRelation(sql, Optional.empty(), Optional.of(LINE));
  }

  /** The same, if it is known that no line but those skipped is a comment. */
  CsvRelation withoutComments() {
    return new CsvRelation(sql, Optional.empty(), lineColumn);
  }

  /** The name of a field's column. */
  static String column(int field) {
    return "c" + field;
  }

  /** DuckDB's own search for the line end is misled by line ends within quotes. */
  private static String lineEnding(LineEnding ending) {
    return switch (ending) {
      case LF -> ", new_line = '\\n'";
      case CRLF -> ", new_line = '\\r\\n'";
      case CR -> ", new_line = '\\r'";
      case MIXED, NONE -> "";
    };
  }

  private static boolean hasPattern(Path path) {
    return path.toAbsolutePath().toString().chars().anyMatch(c -> "*?[]{}".indexOf(c) >= 0);
  }
}
