package dev.lakehouse.table;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.catalog.CommitGate;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.iceberg.ManageSnapshots;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;

/**
 * Moves what a table's names point to: rollback, tags, branches. Each call is one commit, and waits
 * for changes of the table that are under way. Thread-safe.
 */
public final class SnapshotReferences {
  private final Tables tables;
  private final CommitGate gate;

  SnapshotReferences(Tables tables, CommitGate gate) {
    this.tables = requireNonNull(tables, "tables is null");
    this.gate = requireNonNull(gate, "gate is null");
  }

  /**
   * Makes an earlier snapshot of the main branch the current one; the later ones stay in the
   * history.
   *
   * @throws LakehouseException INVALID_ARGUMENT if the current snapshot does not come from it
   */
  public void rollback(TableIdentifier table, long snapshotId) {
    manage(table, snapshots -> snapshots.rollbackTo(snapshotId));
  }

  /**
   * Makes any snapshot that the table knows the current one.
   *
   * @throws LakehouseException INVALID_ARGUMENT if it knows no such snapshot
   */
  public void setCurrent(TableIdentifier table, long snapshotId) {
    manage(table, snapshots -> snapshots.setCurrentSnapshot(snapshotId));
  }

  /** Gives a snapshot a name that stays with it; the snapshot is then kept. */
  public void createTag(TableIdentifier table, String tag, long snapshotId) {
    manage(table, snapshots -> snapshots.createTag(tag, snapshotId));
  }

  /** Takes a tag away. */
  public void dropTag(TableIdentifier table, String tag) {
    manage(table, snapshots -> snapshots.removeTag(tag));
  }

  /** Starts a branch at a snapshot, which changes by itself from then on. */
  public void createBranch(TableIdentifier table, String branch, long snapshotId) {
    manage(table, snapshots -> snapshots.createBranch(branch, snapshotId));
  }

  /** Takes a branch away; what only it had can then expire. */
  public void dropBranch(TableIdentifier table, String branch) {
    manage(table, snapshots -> snapshots.removeBranch(branch));
  }

  /**
   * Moves a branch to where another is.
   *
   * @throws LakehouseException INVALID_ARGUMENT if the other does not come from it
   */
  public void fastForward(TableIdentifier table, String branch, String to) {
    manage(table, snapshots -> snapshots.fastForwardBranch(branch, to));
  }

  /**
   * Makes the rows of a branch those of the table, and takes the branch away, in one commit: a
   * reader sees none of them before it and all of them after it. Once that is done, doing it again
   * does nothing.
   *
   * @param snapshotId the snapshot of the branch that is meant, so that rows which came to the
   *     branch later do not go along
   * @return false if the table had the snapshot already
   * @throws LakehouseException CONFLICT, with the table as it was, if other writers have changed
   *     the table since the branch began, or the branch is not at that snapshot; NOT_FOUND if there
   *     is no such branch; COMMIT_STATE_UNKNOWN if the catalog's answer was lost
   */
  public boolean publish(TableIdentifier table, String branch, long snapshotId) {
    if (branch.equals(CommitStamp.MAIN)) {
      throw LakehouseException.of(
          ErrorCode.INVALID_ARGUMENT, "the branch main of %s is what readers see".formatted(table));
    }
    return new BranchPublication(tables, gate).publish(table, branch, snapshotId);
  }

  /**
   * Lets a branch go with the snapshots that expire, once its newest snapshot has an age; until
   * then, and without this, it is kept.
   */
  public void keepBranch(TableIdentifier table, String branch, Duration age) {
    manage(table, snapshots -> snapshots.setMaxRefAgeMs(branch, age.toMillis()));
  }

  private void manage(TableIdentifier identifier, Consumer<ManageSnapshots> change) {
    gate.exclusive(
        identifier,
        () -> {
          Table table = tables.load(identifier);
          ManageSnapshots snapshots = table.manageSnapshots();
          try {
            change.accept(snapshots);
            snapshots.commit();
          } catch (IllegalArgumentException | ValidationException e) {
            throw LakehouseException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "%s: %s".formatted(identifier, e.getMessage()),
                    "'tables history' lists the snapshots, branches and tags")
                .causedBy(e);
          } catch (CommitFailedException e) {
            throw LakehouseException.of(
                    ErrorCode.CONFLICT, "%s is changed by other writers".formatted(identifier))
                .causedBy(e);
          }
          return table;
        });
  }
}
