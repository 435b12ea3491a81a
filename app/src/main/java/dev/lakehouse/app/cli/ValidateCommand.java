package dev.lakehouse.app.cli;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.app.terminal.Column;
import dev.lakehouse.app.terminal.HumanFormat;
import dev.lakehouse.app.terminal.RowFormat;
import dev.lakehouse.app.terminal.RowPrinter;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.project.ProjectProblem;
import dev.lakehouse.pipeline.project.ProjectProblem.Kind;
import dev.lakehouse.pipeline.project.ProjectProblem.Subject;
import dev.lakehouse.pipeline.step.StepAction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
    name = "validate",
    description = {
      "Reads all files of the project, and says what is wrong with them and where; exits with 1 if",
      "something is. Touches nothing."
    },
    footerHeading = "%nExample:%n",
    footer = "  lakehouse --project examples/sales validate")
final class ValidateCommand implements Callable<Integer> {
  private final CommandContext context;

  ValidateCommand(CommandContext context) {
    this.context = requireNonNull(context, "context is null");
  }

  @Override
  public Integer call() {
    Project project = context.project();
    List<ProjectProblem> problems = new ArrayList<>(settings(project.directory()));
    problems.addAll(project.problems());
    problems.sort(Comparator.comparing(ProjectProblem::place));
    if (context.format() == RowFormat.TABLE) {
      print(project, problems);
    } else {
      printRows(problems);
    }
    return problems.isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private List<ProjectProblem> settings(Path directory) {
    Path file = directory.resolve(Workspace.PROJECT_FILE);
    try {
      var _ = context.platformSettings();
      return List.of();
    } catch (LakehouseException e) {
      return ProjectProblem.of(
          new Subject(Kind.PROJECT, directory.getFileName().toString()), file.toString(), e);
    }
  }

  private void print(Project project, List<ProjectProblem> problems) {
    for (ProjectProblem problem : problems) {
      context.out().printf("%s: %s%n", problem.place(), problem.message());
      problem.remedy().ifPresent(remedy -> context.out().printf("  remedy: %s%n", remedy));
      context.out().printf("  not usable: %s%n", problem.concerns());
    }
    if (problems.isEmpty()) {
      context.out().printf("ok: %s%n", counts(project));
    } else {
      context.out().println(HumanFormat.count(problems.size(), "problem", "problems"));
    }
  }

  private static String counts(Project project) {
    long steps =
        project.pipelines().values().stream()
            .mapToLong(pipeline -> pipeline.actions().size())
            .sum();
    long sql =
        project.pipelines().values().stream()
            .flatMap(pipeline -> pipeline.actions().values().stream())
            .filter(StepAction.RunSql.class::isInstance)
            .count();
    long checks =
        project.checks().values().stream().mapToLong(suite -> suite.checks().size()).sum();
    return String.join(
        ", ",
        HumanFormat.count(project.sources().size(), "source", "sources"),
        "%s of %s (%s of SQL)"
            .formatted(
                HumanFormat.count(steps, "step", "steps"),
                HumanFormat.count(project.pipelines().size(), "pipeline", "pipelines"),
                HumanFormat.count(sql)),
        "%s of %s"
            .formatted(
                HumanFormat.count(checks, "check", "checks"),
                HumanFormat.count(project.checks().size(), "table", "tables")));
  }

  private void printRows(List<ProjectProblem> problems) {
    try (RowPrinter rows =
        context.rows(
            List.of(
                Column.text("file"),
                Column.number("line"),
                Column.number("column"),
                Column.text("message"),
                Column.text("remedy"),
                Column.text("not usable")))) {
      for (ProjectProblem problem : problems) {
        rows.row(
            Arrays.asList(
                problem.place().file(),
                problem.place().line(),
                problem.place().column(),
                problem.message(),
                problem.remedy().orElse(null),
                problem.concerns().toString()));
      }
    }
  }
}
