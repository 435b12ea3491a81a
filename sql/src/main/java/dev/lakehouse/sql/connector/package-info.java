/**
 * The lakehouse's tables as Trino's front end sees them: a connector that defines schemas, tables,
 * columns and views over the catalog, and reads no rows.
 */
package dev.lakehouse.sql.connector;
