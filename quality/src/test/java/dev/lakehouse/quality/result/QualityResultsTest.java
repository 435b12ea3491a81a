package dev.lakehouse.quality.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lakehouse.quality.LakehouseWithEngine;
import dev.lakehouse.quality.check.CheckSuite;
import dev.lakehouse.quality.run.CheckControl;
import dev.lakehouse.quality.run.CheckTarget;
import dev.lakehouse.quality.run.QualityChecks;
import dev.lakehouse.table.TableStatistics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;

class QualityResultsTest extends LakehouseWithEngine {
  private static final String POSITIVE = "{name: positive, type: positive, column: n}";
  private static final String COUNT =
      "{name: count, type: row_count_range, max: 1, severity: warn}";

  private CheckSuite twoChecks() {
    sql("CREATE TABLE TABLE_ AS SELECT n FROM (VALUES bigint '-1', 5) AS v(n)");
    return suite(POSITIVE, COUNT);
  }

  private QualityReport run(CheckSuite suite, String runId, Instant at) {
    return new QualityChecks(lakehouse.tables(), engine, InstantSource.fixed(at))
        .run(suite, CheckTarget.current(table), runId + "-" + table);
  }

  private List<RecordedResult> history(int most) {
    return checks.results().history(Optional.of(table), Optional.empty(), most);
  }

  private long snapshots() {
    Table results = lakehouse.tables().load(QualityResults.TABLE);
    long count = 0;
    for (Snapshot _ : results.snapshots()) {
      count++;
    }
    return count;
  }

  @Test
  void aRunIsOneCommitWithARowForEachCheck() {
    CheckSuite suite = twoChecks();
    check(suite);
    long before = snapshots();
    QualityReport report = run(suite, "r", NOW);

    assertThat(snapshots()).isEqualTo(before + 1);
    assertThat(
            TableStatistics.changeOf(
                    lakehouse.tables().load(QualityResults.TABLE).currentSnapshot())
                .rowsAdded())
        .isEqualTo(2);
    assertThat(
            sql(
                """
                SELECT check_name, check_type, table_name, status, details, executed_at, run_id,
                  severity, ref, snapshot_id, failing_rows, total_rows, failing_keys
                FROM iceberg.lakehouse._quality_results WHERE run_id = 'r-TABLE_' ORDER BY 1\
                """))
        .containsExactly(
            Arrays.asList(
                "count",
                "row_count_range",
                table.toString(),
                "WARN",
                "2 rows, more than 1",
                "2026-03-10 12:00:00.000000 UTC",
                report.runId(),
                "warn",
                "main",
                report.snapshotId().getAsLong(),
                null,
                2L,
                null),
            Arrays.asList(
                "positive",
                "positive",
                table.toString(),
                "FAIL",
                "1 of 2 rows: n is not greater than 0",
                "2026-03-10 12:00:00.000000 UTC",
                report.runId(),
                "error",
                "main",
                report.snapshotId().getAsLong(),
                1L,
                2L,
                "[-1]"));
  }

  @Test
  void aRunThatIsRepeatedNotesItsResultsDownOnce() {
    CheckSuite suite = twoChecks();
    run(suite, "r", NOW);
    long commits = snapshots();

    QualityReport repeated = run(suite, "r", NOW.plusSeconds(60));

    assertThat(repeated.passed()).isFalse();
    assertThat(snapshots()).isEqualTo(commits);
    assertThat(history(100)).hasSize(2);
  }

  @Test
  void severalTablesAreNotedDownTogether() {
    QualityReport one = reportOf(twoChecks());
    nameTable();
    QualityReport other = reportOf(twoChecks());

    checks.results().append("together-" + table, List.of(one, other));

    assertThat(
            TableStatistics.changeOf(
                    lakehouse.tables().load(QualityResults.TABLE).currentSnapshot())
                .rowsAdded())
        .isEqualTo(4);
  }

  private QualityReport reportOf(CheckSuite suite) {
    return checks.check(
        suite, CheckTarget.current(table), "together-" + table, CheckControl.unwatched());
  }

  @Test
  void historyBeginsWithTheNewest() {
    CheckSuite suite = twoChecks();
    run(suite, "old", NOW);
    run(suite, "new", NOW.plus(Duration.ofDays(1)));

    assertThat(history(100))
        .extracting(RecordedResult::runId, RecordedResult::check)
        .containsExactly(
            tuple("new-" + table, "count"),
            tuple("new-" + table, "positive"),
            tuple("old-" + table, "count"),
            tuple("old-" + table, "positive"));
    assertThat(history(3)).hasSize(3);
    assertThat(checks.results().history(Optional.of(table), Optional.of("count"), 9))
        .extracting(RecordedResult::executedAt)
        .containsExactly(NOW.plus(Duration.ofDays(1)), NOW);
    assertThat(checks.results().history(Optional.empty(), Optional.of("nothing"), 9)).isEmpty();
    assertThat(
            checks.results().newest().stream()
                .filter(result -> result.table().equals(table.toString())))
        .extracting(RecordedResult::check, RecordedResult::runId)
        .containsExactly(tuple("count", "new-" + table), tuple("positive", "new-" + table));
  }

  @Test
  void whatIsReadIsWhatWasWritten() {
    QualityReport report = run(twoChecks(), "r", NOW.plusNanos(123_456_789));

    RecordedResult recorded = history(100).getLast();
    CheckResult result = report.results().getFirst();
    assertThat(recorded)
        .isEqualTo(
            new RecordedResult(
                table.toString(),
                "positive",
                "positive",
                "error",
                "FAIL",
                result.details(),
                report.executedAt(),
                report.runId(),
                "main",
                report.snapshotId(),
                result.failingRows(),
                result.totalRows(),
                result.failingKeys()));
    assertThat(report.executedAt()).isEqualTo("2026-03-10T12:00:00.123456Z");
  }

  @Test
  void thereIsNoHistoryWithoutRuns() {
    assertThat(
            checks
                .results()
                .history(Optional.of(TableIdentifier.of("n", "t")), Optional.empty(), 9))
        .isEmpty();
    assertThat(checks.results().rowCounts(TableIdentifier.of("n", "t"))).isEmpty();
  }
}
