/**
 * The logs of attempts: what a step said while it was at work is kept in parts in PostgreSQL, and
 * read or followed from there.
 */
package dev.lakehouse.pipeline.log;
