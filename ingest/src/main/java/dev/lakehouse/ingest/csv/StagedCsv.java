package dev.lakehouse.ingest.csv;

import java.io.IOException;
import java.util.Optional;

/**
 * A file's good records in the work directory, as our own reader sees them.
 *
 * @param relation the records, each with its line
 * @param firstDefect the first bad row
 * @param fatal the defect at which reading had to stop: nothing after it can be trusted
 */
record StagedCsv(CsvRelation relation, Optional<RowDefect> firstDefect, Optional<RowDefect> fatal) {

  /** Told of a bad row while the reader stands on it; false to stop there. */
  interface DefectHandler {
    boolean handle(RowDefect defect, CsvRecordReader reader) throws IOException;
  }

  static StagedCsv write(CsvLayout layout, WorkFiles work, DefectHandler handler)
      throws IOException {
    int columns = layout.names().size();
    Optional<RowDefect> firstDefect = Optional.empty();
    Optional<RowDefect> fatal = Optional.empty();
    StagedCsvWriter writer = new StagedCsvWriter(work.create("staged"));
    try (writer;
        CsvRecords records = layout.records()) {
      ByteSlice value = new ByteSlice();
      while (records.next()) {
        Optional<RowDefect> defect = records.defect();
        if (defect.isPresent()) {
          firstDefect = firstDefect.or(() -> defect);
          if (!handler.handle(defect.get(), records.reader())) {
            break;
          }
          continue;
        }
        writer.line(records.reader().line());
        for (int i = 0; i < columns; i++) {
          if (records.value(i, value)) {
            writer.value(value.bytes(), value.from(), value.to());
          } else {
            writer.absent();
          }
        }
        writer.endLine();
      }
    } catch (CsvFormatException e) {
      fatal = Optional.of(new RowDefect(e.line(), Optional.empty(), e.getMessage()));
      firstDefect = firstDefect.isPresent() ? firstDefect : fatal;
    }
    return new StagedCsv(writer.relation(columns), firstDefect, fatal);
  }
}
