/**
 * From a table to a SELECT: Iceberg plans which files a scan needs, DuckDB reads them. Position
 * deletes, equality deletes and deletion vectors are honoured, whoever wrote them.
 */
package dev.lakehouse.table.scan;
