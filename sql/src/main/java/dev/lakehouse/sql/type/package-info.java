/** How values of Trino's types are held in DuckDB, and what cannot be held. */
package dev.lakehouse.sql.type;
