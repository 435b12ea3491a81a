/**
 * Trino's plans as SQL for DuckDB. What DuckDB computes exactly as Trino is printed; every other
 * expression is left to Trino's own code, which DuckDB calls; what neither can do is refused.
 */
package dev.lakehouse.sql.translate;
