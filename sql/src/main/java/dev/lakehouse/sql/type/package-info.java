/**
 * Types: what those of Iceberg are in Trino, how values of Trino's are held in DuckDB, and what
 * cannot be held.
 */
package dev.lakehouse.sql.type;
