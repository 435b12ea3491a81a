package dev.lakehouse.ingest.csv;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Looks for the first row of a file that is bad or has a value that does not fit: by our own reader
 * and by the SQL of the load, some rows at a time, so that an early one is found soon and the work
 * directory stays small.
 */
final class FirstDefect {
  private static final long ROWS_AT_A_TIME = 500_000;

  private FirstDefect() {}

  static Optional<RowDefect> of(CsvLayout layout, WorkFiles work, StagedQueries queries)
      throws IOException, SQLException {
    try (CsvRecords records = layout.records()) {
      while (true) {
        StagedCsv slice =
            StagedCsv.write(
                records, layout.names().size(), work, ROWS_AT_A_TIME, (defect, reader) -> false);
        Optional<RowDefect> first = queries.firstMisfit(slice.relation()).or(slice::firstDefect);
        work.delete(slice.path());
        if (first.isPresent() || slice.ended()) {
          return first;
        }
      }
    }
  }
}
