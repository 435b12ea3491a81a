package dev.lakehouse.ingest.csv;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the records of a file, or the first of them, are like.
 *
 * @param columns what was seen of each column
 * @param facts how the records are written
 * @param rows how many good rows there are
 * @param padded how many of them had too few fields
 * @param malformed true if some row is not UTF-8
 * @param firstDefect the first bad row
 * @param complete true if the file was read to its end
 */
record ColumnAnalysis(
    List<ColumnEvidence> columns,
    LayoutFacts facts,
    long rows,
    long padded,
    boolean malformed,
    Optional<RowDefect> firstDefect,
    boolean complete) {

  /** Reads records until the end, or until so many bytes are behind. */
  static ColumnAnalysis of(CsvRecords records, int columns, long maxBytes) throws IOException {
    List<ColumnEvidence> evidence = new ArrayList<>();
    for (int i = 0; i < columns; i++) {
      evidence.add(new ColumnEvidence());
    }
    ByteSlice value = new ByteSlice();
    Optional<RowDefect> firstDefect = Optional.empty();
    boolean malformed = false;
    boolean complete = false;
    long rows = 0;
    try {
      while (true) {
        if (records.reader().consumed() >= maxBytes) {
          break;
        }
        if (!records.next()) {
          complete = true;
          break;
        }
        Optional<RowDefect> defect = records.defect();
        if (defect.isPresent()) {
          malformed |= defect.get().reason().endsWith(CsvRecordReader.NOT_UTF_8);
          firstDefect = firstDefect.or(() -> defect);
          continue;
        }
        rows++;
        for (int i = 0; i < columns; i++) {
          ColumnEvidence column = evidence.get(i);
          if (!records.value(i, value)) {
            column.addNull();
          } else if (value.isEmpty()) {
            column.addEmpty();
          } else {
            column.add(value.bytes(), value.from(), value.to(), records.reader().line());
          }
        }
      }
    } catch (CsvFormatException e) {
      RowDefect defect = new RowDefect(e.line(), Optional.empty(), e.getMessage());
      firstDefect = firstDefect.or(() -> Optional.of(defect));
      complete = true;
    }
    return new ColumnAnalysis(
        List.copyOf(evidence),
        records.reader().facts(),
        rows,
        records.padded(),
        malformed,
        firstDefect,
        complete);
  }
}
