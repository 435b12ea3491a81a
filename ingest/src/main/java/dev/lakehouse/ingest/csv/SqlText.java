package dev.lakehouse.ingest.csv;

/** Literals and names in DuckDB's SQL. */
final class SqlText {
  private SqlText() {}

  static String literal(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  static String identifier(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }
}
