package dev.lakehouse.quality.gate;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.quality.check.CheckSuite;
import dev.lakehouse.quality.result.QualityReport;
import dev.lakehouse.quality.run.CheckControl;
import dev.lakehouse.quality.run.CheckTarget;
import dev.lakehouse.quality.run.QualityChecks;
import dev.lakehouse.table.SnapshotReferences;
import dev.lakehouse.table.Tables;
import java.time.Duration;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Lets rows that were written to a branch of a table become the table's if the checks find nothing
 * against them. Thread-safe.
 */
public final class QualityGate {
  private final Tables tables;
  private final QualityChecks checks;
  private final Duration keepRejected;

  /**
   * A gate.
   *
   * @param keepRejected how long a branch that is rejected stays for inspection, counted from its
   *     newest snapshot; then it goes with the snapshots that expire
   */
  public QualityGate(Tables tables, QualityChecks checks, Duration keepRejected) {
    this.tables = requireNonNull(tables, "tables is null");
    this.checks = requireNonNull(checks, "checks is null");
    this.keepRejected = requireNonNull(keepRejected, "keepRejected is null");
  }

  /**
   * Checks a snapshot of a branch and, if nothing speaks against it, makes its rows the table's in
   * one commit and takes the branch away. May be repeated after a crash: rows that are published
   * stay so, and are not published twice.
   *
   * @param snapshotId the snapshot that was written; what came to the branch later is not published
   * @param runId see {@link QualityChecks#run}
   * @return what came of the checks: the rows are published if it {@link QualityReport#passed()},
   *     and wait on the branch if not
   * @throws dev.lakehouse.base.error.LakehouseException CONFLICT, with nothing published, if the
   *     table or the branch has other rows by now; otherwise as {@link QualityChecks#run} and
   *     {@link SnapshotReferences#publish}
   */
  public QualityReport admit(
      CheckSuite suite,
      TableIdentifier table,
      String branch,
      long snapshotId,
      String runId,
      CheckControl control) {
    QualityReport report =
        checks.run(suite, CheckTarget.at(table, branch, snapshotId), runId, control);
    if (report.passed()) {
      control.report("publish");
      tables.references().publish(table, branch, snapshotId);
    } else if (isAt(table, branch, snapshotId)) {
      tables.references().keepBranch(table, branch, keepRejected);
    }
    return report;
  }

  private boolean isAt(TableIdentifier table, String branch, long snapshotId) {
    SnapshotRef reference = tables.find(table).map(found -> found.refs().get(branch)).orElse(null);
    return reference != null && reference.snapshotId() == snapshotId;
  }
}
