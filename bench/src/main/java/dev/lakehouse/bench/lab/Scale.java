package dev.lakehouse.bench.lab;

/**
 * How much there is to do.
 *
 * @param rows rows of the large CSV file and of the table that is scanned
 * @param upsertTableRows rows of the tables that are upserted into
 * @param upsertRows rows that are upserted
 * @param historyCommits commits that a table has when appends are measured again
 * @param smallFiles small CSV files in all
 * @param smallFileRows rows of each of them
 * @param folders folders that they lie in, and tables that they go to
 * @param registeredFiles files that the registry knows when unchanged ones are scanned; a tenth of
 *     them is still there
 * @param smallTableFiles small files of the table that is compacted
 * @param smallTableFileRows rows of each of them
 * @param orphans files that nobody needs
 * @param hugeRows rows of the CSV file that is much larger than the memory
 */
public record Scale(
    long rows,
    long upsertTableRows,
    long upsertRows,
    int historyCommits,
    int smallFiles,
    int smallFileRows,
    int folders,
    int registeredFiles,
    int smallTableFiles,
    long smallTableFileRows,
    int orphans,
    long hugeRows) {
  /** The rows of the large file at the scale that the bars are for. */
  public static final long FULL_ROWS = 10_000_000;

  private static final long LEAST_ROWS = 1000;
  private static final int FULL_COMMITS = 1000;
  private static final int FULL_FILES = 1000;
  private static final int FULL_FOLDERS = 20;
  private static final int TEN_KILOBYTES_OF_ROWS = 178;
  private static final long TWO_MEGABYTES_OF_ROWS = 75_000;

  /** The scale that the bars are for, made smaller or larger in proportion to the rows. */
  public static Scale ofRows(long rows) {
    if (rows < LEAST_ROWS) {
      throw new IllegalArgumentException("rows is under %d: %d".formatted(LEAST_ROWS, rows));
    }
    int files = proportion(rows, FULL_FILES);
    return new Scale(
        rows,
        rows / 2,
        rows / 1000,
        proportion(rows, FULL_COMMITS),
        files,
        TEN_KILOBYTES_OF_ROWS,
        Math.min(FULL_FOLDERS, Math.max(1, files / 2)),
        10 * files,
        files,
        TWO_MEGABYTES_OF_ROWS,
        100 * files,
        7 * rows);
  }

  /** The scale factor of standard workloads; they have no smaller one than a hundredth. */
  public double factor() {
    return Math.max(0.01, (double) rows / FULL_ROWS);
  }

  /** True if the bars are for this scale. */
  public boolean isFull() {
    return rows == FULL_ROWS;
  }

  private static int proportion(long rows, int full) {
    return Math.clamp(full * rows / FULL_ROWS, 4, full);
  }
}
