package dev.lakehouse.ingest.csv;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Good records of a file in the work directory, as our own reader sees them.
 *
 * @param path where they are
 * @param relation the records, each with its line
 * @param firstDefect the first bad row
 * @param fatal the defect at which reading had to stop: nothing after it can be trusted
 * @param ended true if there are no records after these
 */
record StagedCsv(
    Path path,
    CsvRelation relation,
    Optional<RowDefect> firstDefect,
    Optional<RowDefect> fatal,
    boolean ended) {

  /** Told of a bad row while the reader stands on it; false to stop there. */
  interface DefectHandler {
    boolean handle(RowDefect defect, CsvRecordReader reader) throws IOException;
  }

  /** Stages records until there are no more, or so many are staged, or the handler stops. */
  static StagedCsv write(
      CsvRecords records, int columns, WorkFiles work, long maxRows, DefectHandler handler)
      throws IOException {
    Optional<RowDefect> firstDefect = Optional.empty();
    Optional<RowDefect> fatal = Optional.empty();
    boolean ended = false;
    Path path = work.create("staged");
    StagedCsvWriter writer = new StagedCsvWriter(path);
    try (writer) {
      ByteSlice value = new ByteSlice();
      long rows = 0;
      while (rows < maxRows) {
        if (!records.next()) {
          ended = true;
          break;
        }
        Optional<RowDefect> defect = records.defect();
        if (defect.isPresent()) {
          firstDefect = firstDefect.or(() -> defect);
          if (!handler.handle(defect.get(), records.reader())) {
            ended = true;
            break;
          }
          continue;
        }
        rows++;
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
      ended = true;
    }
    return new StagedCsv(path, writer.relation(columns), firstDefect, fatal, ended);
  }

  /** Stages a whole file, or up to its first bad row. */
  static StagedCsv whole(CsvLayout layout, WorkFiles work) throws IOException {
    try (CsvRecords records = layout.records()) {
      return write(records, layout.names().size(), work, Long.MAX_VALUE, (defect, reader) -> false);
    }
  }
}
