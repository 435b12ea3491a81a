package dev.lakehouse.table.scan;

import static java.util.Objects.requireNonNull;

import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * What to read of a table.
 *
 * @param snapshot which state
 * @param filter which files can be left out: rows that do not match may still come, so the filter
 *     must be applied again where it matters
 * @param withMetrics true if the planned files are to come with their column metrics
 */
public record ScanRequest(SnapshotSelector snapshot, Expression filter, boolean withMetrics) {
  public ScanRequest {
    requireNonNull(snapshot, "snapshot is null");
    requireNonNull(filter, "filter is null");
  }

  /** Everything that is current. */
  public static ScanRequest all() {
    return new ScanRequest(new SnapshotSelector.Current(), Expressions.alwaysTrue(), false);
  }

  /** The current files that can have matching rows. */
  public static ScanRequest matching(Expression filter) {
    return new ScanRequest(new SnapshotSelector.Current(), filter, false);
  }

  /** Everything in one state of the table. */
  public static ScanRequest of(SnapshotSelector snapshot) {
    return new ScanRequest(snapshot, Expressions.alwaysTrue(), false);
  }
}
