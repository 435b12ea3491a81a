package dev.lakehouse.sql.translate;

import dev.lakehouse.table.duckdb.DuckSession;

/** What the printed SQL calls and DuckDB does not have; once for each DuckDB. */
public final class NativeMacros {
  /** The quotient of two integers, half up as Trino divides decimals and averages them. */
  private static final String DECIMAL_QUOTIENT =
      """
      CREATE OR REPLACE MACRO decimal_quotient(n, d) AS
      CASE
        WHEN n < 0 AND d < 0 THEN (- n * 2 - d) // (- d * 2)
        WHEN n < 0 THEN - ((d - n * 2) // (d * 2))
        WHEN d < 0 THEN - ((n * 2 - d) // (- d * 2))
        ELSE (n * 2 + d) // (d * 2)
      END\
      """;

  private NativeMacros() {}

  /** Makes them. */
  public static void register(DuckSession session) {
    session.execute(DECIMAL_QUOTIENT);
  }
}
