/** Schemas in words: types, partitions and sort orders as Trino's SQL writes them. */
package dev.lakehouse.table.schema;
