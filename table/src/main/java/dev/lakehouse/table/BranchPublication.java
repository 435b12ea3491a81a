package dev.lakehouse.table;

import static dev.lakehouse.table.IcebergErrors.committed;
import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.catalog.CommitGate;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.util.SnapshotUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes what a branch holds the current rows of its table, if nothing came in between. */
final class BranchPublication {
  private static final Logger log = LoggerFactory.getLogger(BranchPublication.class);
  private static final int ATTEMPTS = 30;

  private final Tables tables;
  private final CommitGate gate;

  BranchPublication(Tables tables, CommitGate gate) {
    this.tables = requireNonNull(tables, "tables is null");
    this.gate = requireNonNull(gate, "gate is null");
  }

  boolean publish(TableIdentifier table, String branch, long snapshotId) {
    return committed(
        "publish the branch '%s' of %s".formatted(branch, table),
        () -> gate.exclusive(table, () -> attempts(table, branch, snapshotId)));
  }

  private boolean attempts(TableIdentifier table, String branch, long snapshotId) {
    for (int attempt = 1; ; attempt++) {
      try {
        return new Attempt(tables.load(table), table, branch, snapshotId).run();
      } catch (CommitFailedException e) {
        // Whoever came first need not have touched main: look again.
        log.debug("attempt {} to publish {} of {} was overtaken", attempt, branch, table, e);
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** One look at the table, and one commit that rests on nothing but it. */
  private record Attempt(Table table, TableIdentifier identifier, String branch, long snapshotId) {
    boolean run() {
      SnapshotRef main = table.refs().get(CommitStamp.MAIN);
      SnapshotRef staged = table.refs().get(branch);
      boolean moved = staged != null && staged.snapshotId() != snapshotId;
      if (main != null && comesFrom(main.snapshotId(), snapshotId)) {
        if (staged != null && !moved && staged.isBranch()) {
          table.manageSnapshots().removeBranch(branch).commit();
        }
        return false;
      }
      if (staged == null || !staged.isBranch()) {
        throw LakehouseException.of(
            ErrorCode.NOT_FOUND,
            "%s has no branch '%s' to publish".formatted(identifier, branch),
            "'tables history' lists the branches");
      }
      if (moved) {
        throw LakehouseException.of(
            ErrorCode.CONFLICT,
            "%s: the branch '%s' is at snapshot %d, and snapshot %d was to be published: it was written to after it was checked"
                .formatted(identifier, branch, staged.snapshotId(), snapshotId),
            "check the branch again, then publish what was checked");
      }
      if (main != null && !comesFrom(snapshotId, main.snapshotId())) {
        throw LakehouseException.of(
            ErrorCode.CONFLICT,
            "%s: other writers changed it after the branch '%s' began: it is at snapshot %d, which the branch does not have"
                .formatted(identifier, branch, main.snapshotId()),
            "write the rows to a new branch, which begins at the current snapshot, and check that");
      }
      table
          .manageSnapshots()
          .fastForwardBranch(CommitStamp.MAIN, branch)
          .removeBranch(branch)
          .commit();
      return true;
    }

    private boolean comesFrom(long later, long earlier) {
      return SnapshotUtil.isAncestorOf(later, earlier, table::snapshot);
    }
  }
}
