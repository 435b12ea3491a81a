/**
 * The engine of one machine: Trino's front end understands a statement, DuckDB reads, the kernel
 * commits.
 */
package dev.lakehouse.sql.embedded;
