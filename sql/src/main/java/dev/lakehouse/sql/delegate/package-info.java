/**
 * Trino's own code at work inside DuckDB: expressions and aggregates that DuckDB does not compute
 * as Trino does are compiled by Trino's compiler and called by DuckDB as functions. Also the values
 * that go in and out: constants as SQL, results as Trino's client protocol has them.
 */
package dev.lakehouse.sql.delegate;
