package dev.lakehouse.pipeline.step;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.quality.check.CheckSuite;
import dev.lakehouse.quality.gate.QualityGate;
import dev.lakehouse.quality.result.QualityReport;
import dev.lakehouse.quality.result.RecordedResult;
import dev.lakehouse.quality.result.Status;
import dev.lakehouse.quality.run.CheckControl;
import dev.lakehouse.quality.run.CheckTarget;
import dev.lakehouse.quality.run.QualityChecks;
import dev.lakehouse.table.Tables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.iceberg.SnapshotRef;

/** Makes checks, and lets rows pass. Thread-safe. */
final class QualitySteps {
  private static final Duration KEEP_REJECTED = Duration.ofDays(7);
  private static final int PUBLICATIONS = 5;

  private final Tables tables;
  private final QualityChecks checks;
  private final QualityGate gate;

  QualitySteps(Tables tables, QualityChecks checks) {
    this.tables = requireNonNull(tables, "tables is null");
    this.checks = requireNonNull(checks, "checks is null");
    this.gate = new QualityGate(tables, checks, KEEP_REJECTED);
  }

  StepReport run(StepAction.RunChecks step, StepContext context) {
    List<QualityReport> reports = new ArrayList<>();
    String runId = context.attemptToken();
    for (CheckSuite suite : step.suites()) {
      QualityReport report =
          checks.check(suite, CheckTarget.current(suite.table()), runId, control(context));
      report
          .results()
          .forEach(result ->
              context
                  .log()
                  .accept(
                      "%s %s: %s %s"
                          .formatted(
                              suite.table(),
                              result.check().name(),
                              result.status(),
                              result.details())));
      reports.add(report);
    }
    checks.results().append(runId, reports);
    if (step.gate()) {
      reports.forEach(QualityReport::requirePassed);
    }
    return StepReport.done(summary(reports))
        .withNotes(
            reports.stream()
                .flatMap(report -> report.results().stream())
                .filter(result -> result.status() != Status.PASS)
                .map(result ->
                    "%s: %s %s".formatted(result.check().name(), result.status(), result.details()))
                .toList());
  }

  private static CheckControl control(StepContext context) {
    CheckControl control = new CheckControl(context.progress());
    context.onStop().accept(control::cancel);
    return control;
  }

  private static String summary(List<QualityReport> reports) {
    long all = reports.stream().mapToLong(report -> report.results().size()).sum();
    return "%d %s: %s"
        .formatted(
            all,
            all == 1 ? "check" : "checks",
            Arrays.stream(Status.values())
                .map(status -> {
                  long count = reports.stream().mapToLong(report -> report.count(status)).sum();
                  return count == 0 ? "" : count + " " + status;
                })
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(", ")));
  }

  /** Steps of a run put its number before their names. */
  StepReport gate(StepContext context) {
    List<RecordedResult> results = checks.results().ofRun(context.key().run() + "/");
    List<RecordedResult> blocking =
        results.stream()
            .filter(result ->
                result.severity().equals("error") && !result.status().equals(Status.PASS.name()))
            .toList();
    if (!blocking.isEmpty()) {
      throw LakehouseException.of(
          ErrorCode.INVALID_DATA,
          "%d of %d checks failed: %s"
              .formatted(
                  blocking.size(),
                  results.size(),
                  blocking.stream()
                      .map(result ->
                          "%s of %s (%s)"
                              .formatted(result.check(), result.table(), result.details()))
                      .collect(Collectors.joining("; "))),
          "'checks history' has all results, and keys of rows that fail");
    }
    return results.isEmpty()
        ? StepReport.idle("this run has made no checks")
        : StepReport.done("%d checks passed".formatted(results.size()));
  }

  /**
   * Writes to a branch of a table, and makes it the table's rows if they pass its checks.
   *
   * @param write writes to the branch that it is given, what is new to it
   * @throws LakehouseException INVALID_DATA if they do not; the branch stays for inspection
   */
  StepReport published(CheckSuite suite, StepContext context, Function<String, StepReport> write) {
    for (int attempt = 1; ; attempt++) {
      try {
        return publishedOnce(suite, context, branch(context, attempt), write);
      } catch (LakehouseException e) {
        if (e.code() != ErrorCode.CONFLICT || attempt == PUBLICATIONS) {
          throw e;
        }
        context.log().accept("others have changed %s meanwhile: again".formatted(suite.table()));
      }
    }
  }

  private static String branch(StepContext context, int attempt) {
    String name = "run-" + context.attemptToken().replace('/', '-');
    return attempt == 1 ? name : name + "-" + attempt;
  }

  private StepReport publishedOnce(
      CheckSuite suite, StepContext context, String branch, Function<String, StepReport> write) {
    StepReport written = write.apply(branch);
    OptionalLong staged = head(suite, branch);
    if (staged.isEmpty()) {
      return written;
    }
    QualityReport report =
        gate.admit(
            suite,
            suite.table(),
            branch,
            staged.getAsLong(),
            "%s/%d".formatted(context.attemptToken(), staged.getAsLong()),
            control(context));
    if (!report.passed()) {
      throw LakehouseException.of(
          ErrorCode.INVALID_DATA,
          "%s is unchanged, as %d of %d checks failed: %s"
              .formatted(
                  suite.table(),
                  report.blocking().size(),
                  report.results().size(),
                  report.blocking().stream()
                      .map(result -> "%s (%s)".formatted(result.check().name(), result.details()))
                      .collect(Collectors.joining("; "))),
          "look at the rows with SELECT … FROM %s FOR VERSION AS OF '%s', correct them, and run again"
              .formatted(suite.table(), branch));
    }
    List<String> notes = new ArrayList<>(written.notes());
    notes.add("%s, published from the branch %s".formatted(summary(List.of(report)), branch));
    return new StepReport(
        StepReport.Status.DONE,
        written.summary(),
        notes,
        written.outputs(),
        written.counts().in(staged));
  }

  private OptionalLong head(CheckSuite suite, String branch) {
    SnapshotRef reference =
        tables.find(suite.table()).map(table -> table.refs().get(branch)).orElse(null);
    return reference == null ? OptionalLong.empty() : OptionalLong.of(reference.snapshotId());
  }
}
