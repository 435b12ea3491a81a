package dev.lakehouse.sql.functions;

/** How the embedded engine computes a call. */
sealed interface Way {
  /** DuckDB does, with functions and operators of its own. */
  record ByDuckDb() implements Way {}

  /** Trino's compiled code does, called by DuckDB. */
  record ByTrino() implements Way {}

  /**
   * It is refused.
   *
   * @param why what the error says
   */
  record Refused(String why) implements Way {}
}
