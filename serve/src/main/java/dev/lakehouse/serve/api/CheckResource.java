package dev.lakehouse.serve.api;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.quality.check.CheckSuite;
import dev.lakehouse.quality.result.QualityReport;
import dev.lakehouse.quality.run.CheckControl;
import dev.lakehouse.quality.run.CheckTarget;
import dev.lakehouse.quality.run.QualityChecks;
import dev.lakehouse.serve.api.Parameter.Place;
import dev.lakehouse.serve.api.body.CheckHistoryBody;
import dev.lakehouse.serve.api.body.CheckReportBody;
import dev.lakehouse.serve.api.body.CheckResultBody;
import dev.lakehouse.serve.api.body.CheckRunBody;
import dev.lakehouse.table.CommitStamp;
import dev.lakehouse.table.catalog.LakehouseCatalog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.catalog.TableIdentifier;

/** The checks of the project's tables. */
final class CheckResource {
  private static final int USUAL_LIMIT = 100;
  private static final int MOST = 1000;
  private static final String TABLE_NAME = "namespace.table, such as lakehouse.sales";

  private static final Parameter<TableIdentifier> TABLE =
      new Parameter<>(
          "table",
          Place.QUERY,
          "Only results of this table, such as lakehouse.sales.",
          Map.of("type", "string"),
          CheckResource::table,
          TABLE_NAME);
  private static final Parameter<String> CHECK =
      Parameter.text(Place.QUERY, "check", "Only results of checks with this name.");
  private static final Parameter<Long> LIMIT =
      Parameter.number(
          Place.QUERY, "limit", 1, MOST, "How many; %d if not given.".formatted(USUAL_LIMIT));

  private final QualityChecks checks;
  private final Optional<Project> project;

  CheckResource(QualityChecks checks, Optional<Project> project) {
    this.checks = requireNonNull(checks, "checks is null");
    this.project = requireNonNull(project, "project is null");
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
                "/checks/history",
                "list_check_results",
                "Lists past results of checks, the newest first.",
                TABLE,
                CHECK,
                LIMIT)
            .answers(CheckHistoryBody.class, this::history),
        Operation.post(
                "/checks/run",
                "run_checks",
                "Makes checks of tables, and notes their results down.")
            .takes(CheckRunBody.class)
            .answers(CheckReportBody.class, this::run));
  }

  private CheckHistoryBody history(ApiRequest request) {
    return new CheckHistoryBody(
        checks
            .results()
            .history(
                request.query(TABLE),
                request.query(CHECK),
                request.query(LIMIT).map(Math::toIntExact).orElse(USUAL_LIMIT))
            .stream()
            .map(CheckResultBody::of)
            .toList());
  }

  private CheckReportBody run(ApiRequest request) throws IOException {
    CheckRunBody wanted = request.body(CheckRunBody.class);
    String ref = wanted.ref().orElse(CommitStamp.MAIN);
    String runId = UUID.randomUUID().toString();
    List<QualityReport> reports = new ArrayList<>();
    for (CheckSuite suite : suites(wanted)) {
      reports.add(
          checks.check(suite, CheckTarget.of(suite.table(), ref), runId, CheckControl.unwatched()));
    }
    checks.results().append(runId, reports);
    return new CheckReportBody(
        reports.stream().allMatch(QualityReport::passed),
        reports.stream().flatMap(report -> CheckResultBody.of(report).stream()).toList());
  }

  private List<CheckSuite> suites(CheckRunBody wanted) {
    Project known =
        project.orElseThrow(() ->
            LakehouseException.of(
                ErrorCode.NOT_FOUND,
                "there are no checks, because the server has no project",
                "start it with --project DIR"));
    List<CheckSuite> suites =
        wanted
            .tables()
            .map(names ->
                names.stream()
                    .map(CheckResource::requireTable)
                    .distinct()
                    .map(known::checks)
                    .toList())
            .orElseGet(() ->
                known.checks().values().stream()
                    .sorted(Comparator.comparing(suite -> suite.table().toString()))
                    .toList());
    return wanted
        .checks()
        .map(names -> suites.stream().map(suite -> suite.only(names)).toList())
        .orElse(suites);
  }

  private static TableIdentifier requireTable(String text) {
    return table(text)
        .orElseThrow(() ->
            LakehouseException.of(
                ErrorCode.INVALID_ARGUMENT,
                "'%s' is no name of a table".formatted(text),
                "write it as " + TABLE_NAME));
  }

  private static Optional<TableIdentifier> table(String text) {
    String prefix = LakehouseCatalog.NAME + ".";
    String name = text.startsWith(prefix) ? text.substring(prefix.length()) : text;
    String[] parts = name.split("\\.", -1);
    return parts.length == 2 && !parts[0].isBlank() && !parts[1].isBlank()
        ? Optional.of(TableIdentifier.of(parts))
        : Optional.empty();
  }
}
