/**
 * From a SELECT to files of a table: cast to the table's types, split by partition, sorted,
 * measured. Nothing here commits.
 */
package dev.lakehouse.table.write;
