package dev.lakehouse.table.duckdb;

import java.util.Collection;
import java.util.stream.Collectors;

/** Names and texts as DuckDB's SQL has them. */
public final class SqlText {
  private SqlText() {}

  /** A quoted name. */
  public static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A text as a literal, or as an expression of literals, whatever is in it. */
  public static String literal(String text) {
    String quoted = '\'' + text.replace("'", "''") + '\'';
    // DuckDB's parser ends at a NUL.
    return text.indexOf(0) < 0 ? quoted : '(' + quoted.replace("\0", "' || chr(0) || '") + ')';
  }

  /**
   * The rows of Parquet files, with no other columns and values than are in the files: DuckDB would
   * take those that it finds in a path, such as {@code country=a+b}, before those.
   *
   * @param options further options, each with a comma before it
   */
  public static String parquet(Collection<String> files, String options) {
    return "read_parquet(%s, hive_partitioning = false%s)".formatted(literals(files), options);
  }

  /** A list of text literals: {@code ['a', 'b']}. */
  public static String literals(Collection<String> texts) {
    return texts.stream().map(SqlText::literal).collect(Collectors.joining(", ", "[", "]"));
  }
}
