package dev.lakehouse.table.maintain;

import static dev.lakehouse.table.IcebergErrors.translated;
import static java.util.Objects.requireNonNull;

import dev.lakehouse.table.CommitStamp;
import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableChange;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.catalog.CommitGate;
import java.time.Instant;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;

/** Forgets old snapshots of tables, and deletes what only they had. Thread-safe. */
public final class SnapshotExpiry {
  private final Tables tables;
  private final CommitGate gate;

  public SnapshotExpiry(Tables tables) {
    this.tables = requireNonNull(tables, "tables is null");
    this.gate = tables.gate();
  }

  /**
   * Expires the snapshots from before a time, in one commit. What branches and tags point to stays,
   * and so does the state that commits carry.
   *
   * @return how many snapshots went
   */
  public int expire(TableIdentifier identifier, Instant olderThan) {
    return translated("expire snapshots of " + identifier, () -> expired(identifier, olderThan));
  }

  private int expired(TableIdentifier identifier, Instant olderThan) {
    carryState(identifier);
    return gate.exclusive(
        identifier,
        () -> {
          Table table = tables.load(identifier);
          int before = count(table);
          table
              .expireSnapshots()
              .expireOlderThan(olderThan.toEpochMilli())
              .cleanExpiredMetadata(true)
              .commit();
          table.refresh();
          return before - count(table);
        });
  }

  private static int count(Table table) {
    int count = 0;
    for (Snapshot _ : table.snapshots()) {
      count++;
    }
    return count;
  }

  /** The state of a branch can lie in snapshots that are about to go. */
  private void carryState(TableIdentifier identifier) {
    Table table = tables.load(identifier);
    table
        .refs()
        .forEach((name, reference) -> {
          if (reference.isBranch() && !carriesState(identifier, table, name, reference)) {
            tables.apply(
                identifier,
                TableChange.of(new RowChange.StateOnly())
                    .stamped(CommitStamp.none().onBranch(name)));
          }
        });
  }

  private boolean carriesState(
      TableIdentifier identifier, Table table, String branch, SnapshotRef reference) {
    return CommitStamp.repeatsState(table.snapshot(reference.snapshotId()))
        || tables.state(identifier, branch).isEmpty();
  }
}
