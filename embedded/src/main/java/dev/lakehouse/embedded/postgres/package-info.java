/**
 * A real PostgreSQL as a child process, for those who bring no server of their own: unpacked,
 * initialised, started and stopped by {@link dev.lakehouse.embedded.postgres.EmbeddedPostgres}.
 *
 * <p>One home holds one server. Any number of processes share it, it outlives a killed one, and the
 * last to leave stops it.
 */
package dev.lakehouse.embedded.postgres;
