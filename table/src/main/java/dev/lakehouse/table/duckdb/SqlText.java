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

  /** A text literal. */
  public static String literal(String text) {
    return '\'' + text.replace("'", "''") + '\'';
  }

  /** A list of text literals: {@code ['a', 'b']}. */
  public static String literals(Collection<String> texts) {
    return texts.stream().map(SqlText::literal).collect(Collectors.joining(", ", "[", "]"));
  }
}
