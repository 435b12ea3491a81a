package dev.lakehouse.sql.delegate;

import org.duckdb.DuckDBColumnType;

/**
 * The few types of DuckDB in which values travel to Java and back; all others are written in one of
 * them. Few, because each list of them is a function that DuckDB keeps for good.
 */
enum Carrier {
  LONG("BIGINT", 'l', DuckDBColumnType.BIGINT),
  DOUBLE("DOUBLE", 'd', DuckDBColumnType.DOUBLE),
  TEXT("VARCHAR", 't', DuckDBColumnType.VARCHAR);

  private final String sql;
  private final char letter;
  private final DuckDBColumnType columnType;

  Carrier(String sql, char letter, DuckDBColumnType columnType) {
    this.sql = sql;
    this.letter = letter;
    this.columnType = columnType;
  }

  /** DuckDB's name of the type. */
  String sql() {
    return sql;
  }

  /** Stands for it in the name of a function. */
  char letter() {
    return letter;
  }

  DuckDBColumnType columnType() {
    return columnType;
  }
}
