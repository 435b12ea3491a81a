/**
 * Tables of a table's metadata: {@code "t$snapshots"}, {@code "t$files"} and the others that
 * Trino's Iceberg connector has, with its columns and types; and the statistics that a table's
 * manifests hold.
 */
package dev.lakehouse.sql.connector.metadata;
