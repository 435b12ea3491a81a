/**
 * What the platform remembers of runs, in PostgreSQL: the tables, and who reads and writes them. A
 * run's state is changed by whoever holds the lock on its row, in one transaction with the work
 * that follows from it.
 */
package dev.lakehouse.pipeline.state;
