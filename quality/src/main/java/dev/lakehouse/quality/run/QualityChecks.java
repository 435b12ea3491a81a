package dev.lakehouse.quality.run;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.quality.check.CheckSuite;
import dev.lakehouse.quality.result.CheckResult;
import dev.lakehouse.quality.result.QualityReport;
import dev.lakehouse.quality.result.QualityResults;
import dev.lakehouse.quality.result.Status;
import dev.lakehouse.sql.SqlEngine;
import dev.lakehouse.sql.SqlSession;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.catalog.LakehouseCatalog;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Makes checks, and notes down what came of them. Thread-safe. */
public final class QualityChecks {
  private static final String USER = "lakehouse";

  private final Tables tables;
  private final SqlEngine engine;
  private final InstantSource clock;
  private final QualityResults results;

  /**
   * Checks of the tables of a lakehouse.
   *
   * @param engine what runs their statements, on the same tables
   */
  public QualityChecks(Tables tables, SqlEngine engine, InstantSource clock) {
    this.tables = requireNonNull(tables, "tables is null");
    this.engine = requireNonNull(engine, "engine is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.results = new QualityResults(tables);
  }

  /**
   * Makes the checks of a table, and notes the results down in one commit.
   *
   * @param runId tells one attempt to make them from all others: an attempt that is repeated after
   *     a crash makes the checks again, but its results are noted down once
   * @throws LakehouseException UNAVAILABLE if a part that is needed does not answer, in which case
   *     nothing is noted down; USER_CANCELED of the engine if the control stopped it. A check that
   *     cannot be made is a result, no exception.
   */
  public QualityReport run(
      CheckSuite suite, CheckTarget target, String runId, CheckControl control) {
    QualityReport report = check(suite, target, runId, control);
    results.append(runId, List.of(report));
    return report;
  }

  /** The same with nobody watching. */
  public QualityReport run(CheckSuite suite, CheckTarget target, String runId) {
    return run(suite, target, runId, CheckControl.unwatched());
  }

  /** The same without noting the results down; see {@link QualityResults#append}. */
  public QualityReport check(
      CheckSuite suite, CheckTarget target, String runId, CheckControl control) {
    // The results know no finer times.
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    PinnedTables pinned = new PinnedTables(tables, target);
    Statements statements =
        new Statements(
            engine,
            SqlSession.of(USER, LakehouseCatalog.NAME, target.table().namespace().toString()),
            control);
    PinnedTable table;
    try {
      table = pinned.target();
    } catch (LakehouseException e) {
      if (e.code() != ErrorCode.NOT_FOUND) {
        throw e;
      }
      return report(target, runId, OptionalLong.empty(), now, unfound(suite, e));
    }
    RulePlanner planner = new RulePlanner(suite, table, pinned, statements, results, now);
    return report(
        target,
        runId,
        table.snapshotId(),
        now,
        new TableRun(suite, table, planner, statements, control).run());
  }

  private static QualityReport report(
      CheckTarget target,
      String runId,
      OptionalLong snapshotId,
      Instant now,
      List<CheckResult> results) {
    return new QualityReport(runId, target.table(), target.ref(), snapshotId, now, results);
  }

  private static List<CheckResult> unfound(CheckSuite suite, LakehouseException e) {
    return suite.checks().stream()
        .map(check ->
            new CheckResult(
                check,
                Status.ERROR,
                Words.of(e),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.empty()))
        .toList();
  }

  /** The results of all runs. */
  public QualityResults results() {
    return results;
  }
}
