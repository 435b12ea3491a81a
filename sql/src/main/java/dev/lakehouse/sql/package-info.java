/**
 * Trino SQL, whatever runs it: what an engine does, what a client brings along, and what comes out.
 *
 * <p>Types, columns, values and errors are those of Trino's client protocol, so that nothing is
 * translated where a real Trino does the work.
 */
package dev.lakehouse.sql;
