package dev.lakehouse.quality.run;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.table.CommitStamp;
import java.util.OptionalLong;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * What is looked at.
 *
 * @param table the table
 * @param ref its branch or tag
 * @param snapshotId the snapshot that is meant; empty for the newest of the branch
 */
public record CheckTarget(TableIdentifier table, String ref, OptionalLong snapshotId) {
  public CheckTarget {
    requireNonNull(table, "table is null");
    requireNonNull(ref, "ref is null");
    requireNonNull(snapshotId, "snapshotId is null");
  }

  /** What readers of the table see. */
  public static CheckTarget current(TableIdentifier table) {
    return of(table, CommitStamp.MAIN);
  }

  /** What is at a branch or a tag. */
  public static CheckTarget of(TableIdentifier table, String ref) {
    return new CheckTarget(table, ref, OptionalLong.empty());
  }

  /** What is or was at a branch. */
  public static CheckTarget at(TableIdentifier table, String ref, long snapshotId) {
    return new CheckTarget(table, ref, OptionalLong.of(snapshotId));
  }
}
