/**
 * Iceberg tables: create, evolve, change, read, look back. {@link dev.lakehouse.table.Tables} is
 * the door; every change that goes through it is one atomic Iceberg commit, which carries what
 * makes a retry of it safe.
 */
package dev.lakehouse.table;
