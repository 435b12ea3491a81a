package dev.lakehouse.quality.run;

import dev.lakehouse.quality.result.QualityResults.RowCount;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.util.SnapshotUtil;

/** What the number of rows is compared with. */
final class EarlierRows {
  private EarlierRows() {}

  /**
   * The rows of the newest snapshot before this one that was counted; if none of those is known to
   * the table any more, of the one that was counted last and has expired. So a snapshot is compared
   * with the same one however often it is looked at.
   *
   * @param counts the snapshots that were counted, the last one first
   */
  static Optional<RowCount> before(PinnedTable table, List<RowCount> counts) {
    if (table.snapshotId().isEmpty()) {
      return Optional.empty();
    }
    long current = table.snapshotId().getAsLong();
    for (Snapshot earlier : SnapshotUtil.ancestorsOf(current, table.table()::snapshot)) {
      Optional<RowCount> counted =
          counts.stream()
              .filter(count -> count.snapshotId() == earlier.snapshotId())
              .filter(count -> count.snapshotId() != current)
              .findFirst();
      if (counted.isPresent()) {
        return counted;
      }
    }
    return counts.stream()
        .filter(count -> table.table().snapshot(count.snapshotId()) == null)
        .findFirst();
  }
}
