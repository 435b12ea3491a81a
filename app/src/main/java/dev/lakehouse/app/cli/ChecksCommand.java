package dev.lakehouse.app.cli;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.app.platform.Platform;
import dev.lakehouse.app.platform.SqlEngines;
import dev.lakehouse.app.terminal.Column;
import dev.lakehouse.app.terminal.HumanFormat;
import dev.lakehouse.app.terminal.Progress;
import dev.lakehouse.app.terminal.RowFormat;
import dev.lakehouse.app.terminal.RowPrinter;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.project.ProjectProblem.Kind;
import dev.lakehouse.quality.check.Check;
import dev.lakehouse.quality.check.CheckSuite;
import dev.lakehouse.quality.result.CheckResult;
import dev.lakehouse.quality.result.QualityReport;
import dev.lakehouse.quality.result.QualityResults;
import dev.lakehouse.quality.result.RecordedResult;
import dev.lakehouse.quality.result.Status;
import dev.lakehouse.quality.run.CheckControl;
import dev.lakehouse.quality.run.CheckTarget;
import dev.lakehouse.quality.run.QualityChecks;
import dev.lakehouse.sql.SqlEngine;
import dev.lakehouse.table.CommitStamp;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.iceberg.catalog.TableIdentifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code checks} and what can be done with them. */
@Command(
    name = "checks",
    description = "Lists the project's checks of its tables, makes them, shows past results.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  lakehouse --project examples/sales checks",
      "  lakehouse --project examples/sales checks run lakehouse.sales",
      "  lakehouse checks history lakehouse.sales --check amount_positive"
    })
final class ChecksCommand implements Callable<Integer>, CommandGroup {
  private final CommandContext context;

  ChecksCommand(CommandContext context) {
    this.context = requireNonNull(context, "context is null");
  }

  @Override
  public List<Object> commands() {
    return List.of(new ListAll(), new Run(), new History());
  }

  @Override
  public Integer call() {
    Project project = context.project();
    ProjectWarnings.print(context, project);
    try (Platform platform = context.openPlatform()) {
      Map<List<String>, RecordedResult> newest = new LinkedHashMap<>();
      new QualityResults(platform.tables())
          .newest()
          .forEach(result -> newest.put(List.of(result.table(), result.check()), result));
      try (RowPrinter rows =
          context.rows(
              List.of(
                  Column.text("table"),
                  Column.text("check"),
                  Column.text("type"),
                  Column.text("severity"),
                  Column.text("last result"),
                  Column.text("last run")))) {
        for (CheckSuite suite : suites(project)) {
          for (Check check : suite.checks()) {
            Optional<RecordedResult> last =
                Optional.ofNullable(newest.get(List.of(suite.table().toString(), check.name())));
            rows.row(
                Arrays.asList(
                    suite.table().toString(),
                    check.name(),
                    check.rule().type().text(),
                    check.severity().text(),
                    shown(last.map(RecordedResult::status)),
                    shown(last.map(result -> seconds(result.executedAt())))));
          }
        }
      }
    }
    if (project.checks().isEmpty() && context.format() == RowFormat.TABLE) {
      context.terminal().err().stream()
          .println(
              "There are no checks yet: those of a table are a file in "
                  + project.directory().resolve("checks"));
    }
    return ExitCode.DONE;
  }

  private static List<CheckSuite> suites(Project project) {
    return project.checks().values().stream()
        .sorted(Comparator.comparing(suite -> suite.table().toString()))
        .toList();
  }

  private static String seconds(Instant time) {
    return DateTimeFormatter.ISO_INSTANT.format(time.truncatedTo(ChronoUnit.SECONDS));
  }

  private static Object shown(OptionalLong number) {
    return number.isPresent() ? number.getAsLong() : null;
  }

  private static Object shown(Optional<?> value) {
    return value.orElse(null);
  }

  @Command(name = "list", description = "Lists the project's checks.")
  private final class ListAll implements Callable<Integer> {
    @Override
    public Integer call() {
      return ChecksCommand.this.call();
    }
  }

  @Command(
      name = "run",
      description = "Makes the checks of tables; exits with 1 if one of severity error fails.")
  private final class Run implements Callable<Integer> {
    @Parameters(
        arity = "0..*",
        paramLabel = "TABLE",
        description = "Such as lakehouse.sales. Default: all that have checks.")
    private List<String> tables = List.of();

    @Option(
        names = "--check",
        paramLabel = "NAME",
        description = "Only this check; can be given several times.")
    private List<String> names = List.of();

    @Option(
        names = "--ref",
        paramLabel = "NAME",
        defaultValue = CommitStamp.MAIN,
        description = "The branch or tag to look at. Default: ${DEFAULT-VALUE}.")
    private String ref;

    @Override
    public Integer call() {
      Project project = context.project();
      List<CheckSuite> suites = chosen(project);
      List<QualityReport> reports = new ArrayList<>();
      try (Platform platform = context.openPlatform();
          SqlEngine engine = SqlEngines.on(platform);
          Progress progress = context.progress()) {
        QualityChecks checks = new QualityChecks(platform.tables(), engine, InstantSource.system());
        String runId = UUID.randomUUID().toString();
        for (CheckSuite suite : suites) {
          reports.add(check(checks, suite, runId, progress));
        }
        checks.results().append(runId, reports);
      }
      print(reports);
      return reports.stream().allMatch(QualityReport::passed) ? ExitCode.DONE : ExitCode.FAILED;
    }

    private List<CheckSuite> chosen(Project project) {
      if (tables.isEmpty()) {
        project.requireSound(subject -> subject.kind() == Kind.CHECKS);
      }
      List<CheckSuite> suites =
          tables.isEmpty()
              ? suites(project)
              : tables.stream().map(TableName::parse).distinct().map(project::checks).toList();
      return names.isEmpty() ? suites : suites.stream().map(suite -> suite.only(names)).toList();
    }

    private QualityReport check(
        QualityChecks checks, CheckSuite suite, String runId, Progress progress) {
      Progress.Step step = progress.begin(suite.table().toString());
      CheckControl control = new CheckControl(step::update);
      try (StopSignal _ = new StopSignal(control::cancel)) {
        QualityReport report =
            checks.check(suite, CheckTarget.of(suite.table(), ref), runId, control);
        if (report.passed()) {
          step.done(summary(report));
        } else {
          step.failed(summary(report));
        }
        return report;
      }
    }

    private static String summary(QualityReport report) {
      return HumanFormat.count(report.results().size(), "check", "checks")
          + (report.snapshotId().isPresent()
              ? " of snapshot " + report.snapshotId().getAsLong()
              : "")
          + ": "
          + Arrays.stream(Status.values())
              .filter(status -> report.count(status) > 0)
              .map(status -> report.count(status) + " " + status)
              .collect(Collectors.joining(", "));
    }

    private void print(List<QualityReport> reports) {
      try (RowPrinter rows =
          context.rows(
              List.of(
                  Column.text("table"),
                  Column.text("check"),
                  Column.text("status"),
                  Column.number("failing"),
                  Column.number("rows"),
                  Column.text("details"),
                  Column.text("failing keys")))) {
        for (QualityReport report : reports) {
          for (CheckResult result : report.results()) {
            rows.row(
                Arrays.asList(
                    report.table().toString(),
                    result.check().name(),
                    result.status().name(),
                    shown(result.failingRows()),
                    shown(result.totalRows()),
                    result.details(),
                    shown(result.failingKeys())));
          }
        }
      }
    }
  }

  @Command(name = "history", description = "Lists past results, the newest first.")
  private final class History implements Callable<Integer> {
    @Parameters(
        arity = "0..1",
        paramLabel = "TABLE",
        description = "Only those of this table, such as lakehouse.sales.")
    private String table;

    @Option(names = "--check", paramLabel = "NAME", description = "Only those of this check.")
    private String check;

    @Option(
        names = "--limit",
        paramLabel = "N",
        defaultValue = "20",
        description = "How many at the most. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Override
    public Integer call() {
      Optional<TableIdentifier> wanted = Optional.ofNullable(table).map(TableName::parse);
      List<RecordedResult> results;
      try (Platform platform = context.openPlatform()) {
        results =
            new QualityResults(platform.tables())
                .history(wanted, Optional.ofNullable(check), Math.max(0, limit));
      }
      try (RowPrinter rows =
          context.rows(
              List.of(
                  Column.text("run at"),
                  Column.text("table"),
                  Column.text("check"),
                  Column.text("status"),
                  Column.number("failing"),
                  Column.number("rows"),
                  Column.text("details"),
                  Column.text("failing keys")))) {
        for (RecordedResult result : results) {
          rows.row(
              Arrays.asList(
                  seconds(result.executedAt()),
                  result.table(),
                  result.check(),
                  result.status(),
                  shown(result.failingRows()),
                  shown(result.totalRows()),
                  result.details(),
                  shown(result.failingKeys())));
        }
      }
      if (results.isEmpty() && context.format() == RowFormat.TABLE) {
        context.terminal().err().stream()
            .println("There are no such results: 'checks run' makes checks.");
      }
      return ExitCode.DONE;
    }
  }
}
