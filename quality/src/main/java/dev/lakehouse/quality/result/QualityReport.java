package dev.lakehouse.quality.result;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * What came of the checks of one table at one time. Immutable.
 *
 * @param runId in which run that was
 * @param table the table
 * @param ref the branch or tag that was looked at
 * @param snapshotId the snapshot that all checks looked at; empty if the table has none or is
 *     missing
 * @param executedAt when the run began
 * @param results one for each check, in their order
 */
public record QualityReport(
    String runId,
    TableIdentifier table,
    String ref,
    OptionalLong snapshotId,
    Instant executedAt,
    List<CheckResult> results) {
  public QualityReport {
    requireNonNull(runId, "runId is null");
    requireNonNull(table, "table is null");
    requireNonNull(ref, "ref is null");
    requireNonNull(snapshotId, "snapshotId is null");
    requireNonNull(executedAt, "executedAt is null");
    results = List.copyOf(results);
  }

  /** True if nothing speaks against using the rows. */
  public boolean passed() {
    return blocking().isEmpty();
  }

  /** The results that speak against using the rows. */
  public List<CheckResult> blocking() {
    return results.stream().filter(CheckResult::blocks).toList();
  }

  /** How many results have a status. */
  public long count(Status status) {
    return results.stream().filter(result -> result.status() == status).count();
  }

  /**
   * Ends whatever depends on the checks, unless they passed.
   *
   * @throws LakehouseException INVALID_DATA that names the checks which did not
   */
  public void requirePassed() {
    List<CheckResult> blocking = blocking();
    if (!blocking.isEmpty()) {
      throw LakehouseException.of(
          ErrorCode.INVALID_DATA,
          "%s: %d of %d checks failed: %s"
              .formatted(
                  table,
                  blocking.size(),
                  results.size(),
                  blocking.stream()
                      .map(result -> "%s (%s)".formatted(result.check().name(), result.details()))
                      .collect(Collectors.joining("; "))),
          "'checks history %s' has all results, and keys of rows that fail".formatted(table));
    }
  }
}
