/**
 * The engine that leaves everything to a real Trino server ({@code engine: trino}): statements go
 * out as they are, and rows, types and errors come back as the server says them.
 *
 * <p>Trino's own client speaks the protocol; what is here turns it into {@link
 * dev.lakehouse.sql.SqlEngine}.
 */
package dev.lakehouse.sql.remote;
