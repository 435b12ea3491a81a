package dev.lakehouse.sql.translate;

import dev.lakehouse.table.duckdb.DuckSession;
import java.util.List;

/** What the printed SQL calls and DuckDB does not have; once for each DuckDB. */
public final class NativeMacros {
  private static final List<String> MACROS =
      List.of(
          """
          CREATE OR REPLACE MACRO decimal_average(total, n) AS
          CASE WHEN total < 0 THEN - ((n - total * 2) // (n * 2)) ELSE (total * 2 + n) // (n * 2) END\
          """,
          """
          CREATE OR REPLACE MACRO decimal_quotient(n, d) AS
          CASE
            WHEN n < 0 AND d < 0 THEN (- n * 2 - d) // (- d * 2)
            WHEN n < 0 THEN - ((d - n * 2) // (d * 2))
            WHEN d < 0 THEN - ((n * 2 - d) // (- d * 2))
            ELSE (n * 2 + d) // (d * 2)
          END\
          """);

  private NativeMacros() {}

  /** Makes them. */
  public static void register(DuckSession session) {
    MACROS.forEach(session::execute);
  }
}
