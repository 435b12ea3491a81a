/**
 * The catalog: Iceberg's own JDBC catalog on PostgreSQL, over the object store. Every pointer to a
 * table's current metadata lives there and nowhere else.
 */
package dev.lakehouse.table.catalog;
