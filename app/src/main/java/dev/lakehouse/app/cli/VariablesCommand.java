package dev.lakehouse.app.cli;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.app.platform.Platform;
import dev.lakehouse.app.terminal.Column;
import dev.lakehouse.app.terminal.RowPrinter;
import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.settings.NearestWord;
import dev.lakehouse.ingest.contract.WatermarkState;
import dev.lakehouse.ingest.source.CsvContractSource;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.project.ProjectProblem.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code variables} and what can be done with one. */
@Command(
    name = "variables",
    description = "Lists the project's variables, shows, sets or deletes one.",
    footerHeading = "%nA variable is the watermark of a source, as its table has it. Examples:%n",
    footer = {
      "  lakehouse --project examples/sales variables get sales_pipeline_watermark",
      "  lakehouse --project examples/sales variables delete sales_pipeline_watermark"
    })
final class VariablesCommand implements Callable<Integer>, CommandGroup {
  private final CommandContext context;

  VariablesCommand(CommandContext context) {
    this.context = requireNonNull(context, "context is null");
  }

  @Override
  public List<Object> commands() {
    return List.of(new ListAll(), new Get(), new Set(), new Delete());
  }

  @Override
  public Integer call() {
    Project project = context.project();
    ProjectWarnings.print(context, project);
    try (Platform platform = context.openPlatform();
        RowPrinter rows =
            context.rows(
                List.of(Column.text("variable"), Column.text("value"), Column.text("table")))) {
      for (CsvContractSource source : project.variables()) {
        List<Object> row = new ArrayList<>();
        row.add(source.watermark().orElseThrow().variable());
        row.add(platform.contracts().watermark(source).get().orElse(null));
        row.add(source.table().toString());
        rows.row(row);
      }
    }
    return ExitCode.DONE;
  }

  private CsvContractSource source(String variable) {
    Project project = context.project();
    return project
        .sourceOfVariable(variable)
        .orElseThrow(() -> {
          project.requireSound(subject -> subject.kind() == Kind.SOURCE);
          List<String> known =
              project.variables().stream()
                  .map(source -> source.watermark().orElseThrow().variable())
                  .toList();
          return LakehouseException.of(
              ErrorCode.NOT_FOUND,
              "there is no variable '%s' in this project".formatted(variable),
              NearestWord.to(variable, known)
                  .map(nearest -> "did you mean '%s'?".formatted(nearest))
                  .orElse(
                      known.isEmpty()
                          ? "a source's 'watermark' declares one"
                          : "the variables are " + String.join(", ", known)));
        });
  }

  private static LakehouseException notSet(String variable) {
    return LakehouseException.of(
        ErrorCode.NOT_FOUND,
        "the variable %s is not set".formatted(variable),
        "it is set by the first run that takes rows; until then a run reads everything");
  }

  @Command(name = "list", description = "Lists the project's variables.")
  private final class ListAll implements Callable<Integer> {
    @Override
    public Integer call() {
      return VariablesCommand.this.call();
    }
  }

  @Command(name = "get", description = "Prints the value of a variable.")
  private final class Get implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The variable.")
    private String name;

    @Override
    public Integer call() {
      CsvContractSource source = source(name);
      try (Platform platform = context.openPlatform()) {
        context
            .out()
            .println(platform.contracts().watermark(source).get().orElseThrow(() -> notSet(name)));
      }
      return ExitCode.DONE;
    }
  }

  @Command(name = "set", description = "Sets a variable: the next run takes what comes after it.")
  private final class Set implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "NAME", description = "The variable.")
    private String name;

    @Parameters(index = "1", paramLabel = "VALUE", description = "Such as 2024-02-09.")
    private String value;

    @Override
    public Integer call() {
      CsvContractSource source = source(name);
      try (Platform platform = context.openPlatform()) {
        platform.contracts().watermark(source).set(value);
        context.out().printf("%s = %s%n", name, value);
      }
      return ExitCode.DONE;
    }
  }

  @Command(name = "delete", description = "Deletes a variable: the next run takes everything.")
  private final class Delete implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The variable.")
    private String name;

    @Override
    public Integer call() {
      CsvContractSource source = source(name);
      try (Platform platform = context.openPlatform()) {
        WatermarkState watermark = platform.contracts().watermark(source);
        if (!watermark.delete()) {
          throw notSet(name);
        }
        context.out().printf("%s deleted%n", name);
      }
      return ExitCode.DONE;
    }
  }
}
