package dev.lakehouse.table.write;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.table.duckdb.DuckSession;

/**
 * Rows to be written: a SELECT in a session of DuckDB. It may run several times, and must give the
 * same rows each time.
 *
 * @param session where the SELECT can run, with the temporary tables that it names
 * @param select the SELECT, without a semicolon; columns are matched by name
 */
public record RowSource(DuckSession session, String select) {
  public RowSource {
    requireNonNull(session, "session is null");
    requireNonNull(select, "select is null");
  }
}
