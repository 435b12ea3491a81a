package dev.lakehouse.ingest.csv;

import java.sql.SQLException;

/**
 * What is done with a file's rows. It may be called more than once, with other types or another
 * SELECT, after it has thrown: what it did before is then void.
 *
 * @param <R> what comes of it
 */
@FunctionalInterface
public interface CsvLoad<R> {
  /** Runs {@link CsvRows#select()} in some way; lets out what that throws. */
  R run(CsvRows rows) throws SQLException;
}
