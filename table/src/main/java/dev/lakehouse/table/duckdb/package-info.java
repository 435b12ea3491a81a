/**
 * DuckDB, the data plane of one process: it parses, joins, sorts and writes Parquet, inside a
 * memory limit and a spill directory. It never reaches the network and never decides what a table
 * is.
 */
package dev.lakehouse.table.duckdb;
