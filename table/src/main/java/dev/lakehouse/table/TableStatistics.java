package dev.lakehouse.table;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;

/**
 * The size of a table, by its metadata alone.
 *
 * @param rows how many rows it has; rows that another engine has deleted by equality still count
 * @param files how many data files
 * @param bytes how much data and delete files take
 * @param committed when this state was committed; empty if there is none yet
 */
public record TableStatistics(long rows, long files, long bytes, Optional<Instant> committed) {
  public TableStatistics {
    requireNonNull(committed, "committed is null");
  }

  /**
   * What one commit did to the rows, as its summary has it: rows that it only moved to another file
   * count on both sides.
   */
  public record Change(long rowsAdded, long rowsRemoved) {}

  /** The size of a table as it is. */
  public static TableStatistics of(Table table) {
    return table.currentSnapshot() == null
        ? new TableStatistics(0, 0, 0, Optional.empty())
        : of(table.currentSnapshot());
  }

  /** The size of a table as it was. */
  public static TableStatistics of(Snapshot snapshot) {
    return new TableStatistics(
        count(snapshot, SnapshotSummary.TOTAL_RECORDS_PROP)
            - count(snapshot, SnapshotSummary.TOTAL_POS_DELETES_PROP),
        count(snapshot, SnapshotSummary.TOTAL_DATA_FILES_PROP),
        count(snapshot, SnapshotSummary.TOTAL_FILE_SIZE_PROP),
        Optional.of(Instant.ofEpochMilli(snapshot.timestampMillis())));
  }

  /** What a snapshot did to the rows. */
  public static Change changeOf(Snapshot snapshot) {
    return new Change(
        count(snapshot, SnapshotSummary.ADDED_RECORDS_PROP),
        count(snapshot, SnapshotSummary.DELETED_RECORDS_PROP)
            - count(snapshot, SnapshotSummary.REMOVED_POS_DELETES_PROP)
            + count(snapshot, SnapshotSummary.ADDED_POS_DELETES_PROP));
  }

  private static long count(Snapshot snapshot, String property) {
    return Long.parseLong(snapshot.summary().getOrDefault(property, "0"));
  }
}
