package dev.lakehouse.quality.result;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** A row of {@code _quality_results}; see {@link CheckResult} and {@link QualityReport}. */
public record RecordedResult(
    String table,
    String check,
    String type,
    String severity,
    String status,
    String details,
    Instant executedAt,
    String runId,
    String ref,
    OptionalLong snapshotId,
    OptionalLong failingRows,
    OptionalLong totalRows,
    Optional<String> failingKeys) {
  public RecordedResult {
    requireNonNull(table, "table is null");
    requireNonNull(check, "check is null");
    requireNonNull(type, "type is null");
    requireNonNull(severity, "severity is null");
    requireNonNull(status, "status is null");
    requireNonNull(details, "details is null");
    requireNonNull(executedAt, "executedAt is null");
    requireNonNull(runId, "runId is null");
    requireNonNull(ref, "ref is null");
    requireNonNull(snapshotId, "snapshotId is null");
    requireNonNull(failingRows, "failingRows is null");
    requireNonNull(totalRows, "totalRows is null");
    requireNonNull(failingKeys, "failingKeys is null");
  }
}
