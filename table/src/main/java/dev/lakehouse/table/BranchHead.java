package dev.lakehouse.table;

import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;

/** Where a branch is. */
final class BranchHead {
  private BranchHead() {}

  /**
   * The snapshot that the next commit to a branch follows; null if it will be the first. A branch
   * that is not there begins at the current snapshot, as Iceberg has it.
   */
  static Snapshot of(Table table, String branch) {
    SnapshotRef reference = table.refs().get(branch);
    return reference == null ? table.currentSnapshot() : table.snapshot(reference.snapshotId());
  }
}
