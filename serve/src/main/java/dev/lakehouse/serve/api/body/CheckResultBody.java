package dev.lakehouse.serve.api.body;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.quality.result.CheckResult;
import dev.lakehouse.quality.result.QualityReport;
import dev.lakehouse.quality.result.RecordedResult;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What came of a check of a table; see {@link RecordedResult}.
 *
 * @param failingKeys up to 10 rows that fail, as a JSON array within a text
 */
public record CheckResultBody(
    String table,
    String check,
    String type,
    String severity,
    String status,
    String details,
    Instant executedAt,
    String runId,
    String ref,
    OptionalLong snapshot,
    OptionalLong failingRows,
    OptionalLong totalRows,
    Optional<String> failingKeys) {
  public CheckResultBody {
    requireNonNull(table, "table is null");
    requireNonNull(check, "check is null");
    requireNonNull(type, "type is null");
    requireNonNull(severity, "severity is null");
    requireNonNull(status, "status is null");
    requireNonNull(details, "details is null");
    requireNonNull(executedAt, "executedAt is null");
    requireNonNull(runId, "runId is null");
    requireNonNull(ref, "ref is null");
  }

  public static CheckResultBody of(RecordedResult result) {
    return new CheckResultBody(
        result.table(),
        result.check(),
        result.type(),
        result.severity(),
        result.status(),
        result.details(),
        result.executedAt(),
        result.runId(),
        result.ref(),
        result.snapshotId(),
        result.failingRows(),
        result.totalRows(),
        result.failingKeys());
  }

  /** One for each check of a report. */
  public static List<CheckResultBody> of(QualityReport report) {
    return report.results().stream().map(result -> of(report, result)).toList();
  }

  private static CheckResultBody of(QualityReport report, CheckResult result) {
    return new CheckResultBody(
        report.table().toString(),
        result.check().name(),
        result.check().rule().type().text(),
        result.check().severity().text(),
        result.status().name(),
        result.details(),
        report.executedAt(),
        report.runId(),
        report.ref(),
        report.snapshotId(),
        result.failingRows(),
        result.totalRows(),
        result.failingKeys());
  }
}
