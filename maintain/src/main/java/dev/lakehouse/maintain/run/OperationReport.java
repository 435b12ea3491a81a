package dev.lakehouse.maintain.run;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.maintain.policy.Operation;
import dev.lakehouse.table.maintain.Extent;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * What became of one operation on one table.
 *
 * @param runId the run that it was a part of
 * @param started when it began
 * @param took how long it took
 * @param summary what it did, in a few words for people; why, if it was left out or failed
 * @param before how much there was of the files that the operation is about; empty if it did not
 *     look
 * @param after how much there is of them
 * @param failure why it failed
 */
public record OperationReport(
    String runId,
    TableIdentifier table,
    Operation operation,
    Status status,
    Instant started,
    Duration took,
    String summary,
    Optional<Extent> before,
    Optional<Extent> after,
    Optional<LakehouseException> failure) {
  /** How an operation can end. */
  public enum Status {
    /** It is done, or there was nothing to do. */
    SUCCESS,
    /** It was left out for a reason. */
    SKIPPED,
    /** It failed; what it did before stands. */
    FAILED;

    /** Its name in the log. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public OperationReport {
    requireNonNull(runId, "runId is null");
    requireNonNull(table, "table is null");
    requireNonNull(operation, "operation is null");
    requireNonNull(status, "status is null");
    requireNonNull(started, "started is null");
    requireNonNull(took, "took is null");
    requireNonNull(summary, "summary is null");
    requireNonNull(before, "before is null");
    requireNonNull(after, "after is null");
    requireNonNull(failure, "failure is null");
  }
}
