package dev.lakehouse.ingest.csv;

import static dev.lakehouse.base.error.ErrorCode.INVALID_DATA;
import static dev.lakehouse.table.duckdb.SqlText.literal;

import dev.lakehouse.base.error.LakehouseException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Good rows and bad rows of a file, apart.
 *
 * @param good the records that can be rows; some of their values may still not fit
 * @param quarantine the bad rows: those that cannot be rows, and those with a value that does not
 *     fit
 */
record RowSplit(CsvRelation good, CsvQuarantine quarantine) {
  private static final int BAD_FIELDS = 3;

  static RowSplit of(
      CsvLayout layout, WorkFiles work, RowConversion conversion, StagedQueries queries, long limit)
      throws IOException, SQLException {
    Collector collector = new Collector(layout, work, limit);
    try (collector) {
      StagedCsv staged = stage(layout, work, collector);
      if (staged.fatal().isPresent()) {
        throw layout.error(staged.fatal().get());
      }
      // The raw text is in the file only: a second reader walks it in step with the misfits.
      try (CsvRecords records = layout.records()) {
        queries.misfits(
            staged.relation(),
            limit - collector.rows + 1,
            defect -> {
              while (records.reader().line() != defect.line()) {
                if (!records.next()) {
                  throw new IllegalStateException("line " + defect.line() + " is gone");
                }
              }
              collector.add(defect, records.reader());
            });
      }
      collector.close();
      return new RowSplit(staged.relation(), collector.quarantine());
    }
  }

  private static StagedCsv stage(CsvLayout layout, WorkFiles work, Collector collector)
      throws IOException {
    try (CsvRecords records = layout.records()) {
      return StagedCsv.write(
          records,
          layout.names().size(),
          work,
          Long.MAX_VALUE,
          (defect, reader) -> {
            collector.add(defect, reader);
            return true;
          });
    }
  }

  /** Writes bad rows to a work file. */
  private static final class Collector implements AutoCloseable {
    private final CsvLayout layout;
    private final long limit;
    private final StagedCsvWriter writer;
    private Optional<RowDefect> first = Optional.empty();
    private long rows;

    Collector(CsvLayout layout, WorkFiles work, long limit) throws IOException {
      this.layout = layout;
      this.limit = limit;
      this.writer = new StagedCsvWriter(work.create("bad"));
    }

    void add(RowDefect defect, CsvRecordReader reader) throws IOException {
      first = first.filter(known -> known.line() < defect.line()).or(() -> Optional.of(defect));
      rows++;
      if (rows > limit) {
        throw LakehouseException.of(
            INVALID_DATA,
            "%s, and with it more than %d bad %s"
                .formatted(
                    first.get().message(layout.displayName()), limit, limit == 1 ? "row" : "rows"),
            "Correct the file, or raise the limit of rows that may be quarantined.");
      }
      writer.line(defect.line());
      if (defect.column().isPresent()) {
        writer.value(defect.column().get());
      } else {
        writer.absent();
      }
      writer.value(defect.reason());
      writer.value(reader.raw());
      writer.endLine();
    }

    CsvQuarantine quarantine() {
      String select =
          "SELECT %s AS file, %s AS line, %s AS \"column\", %s AS reason, %s AS raw FROM %s"
              .formatted(
                  literal(layout.displayName()),
                  CsvRelation.LINE,
                  CsvRelation.column(0),
                  CsvRelation.column(1),
                  CsvRelation.column(2),
                  writer.relation(BAD_FIELDS).sql());
      return new CsvQuarantine(rows, select);
    }

    @Override
    public void close() throws IOException {
      writer.close();
    }
  }
}
