package dev.lakehouse.app.cli;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.app.platform.Platform;
import dev.lakehouse.app.terminal.Column;
import dev.lakehouse.app.terminal.RowPrinter;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.run.Orchestrator;
import dev.lakehouse.pipeline.variable.Variables;
import dev.lakehouse.pipeline.variable.Variables.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code variables} and what can be done with one. */
@Command(
    name = "variables",
    description = "Lists the project's variables, shows, sets or deletes one.",
    footerHeading =
        "%nA watermark is a variable, and lives in its table; others are for '{{ vars.NAME }}'."
            + " Examples:%n",
    footer = {
      "  lakehouse --project examples/sales variables get sales_pipeline_watermark",
      "  lakehouse --project examples/sales variables set sales_pipeline_watermark 2024-02-01",
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
        Orchestrator orchestrator = platform.orchestrator();
        RowPrinter rows =
            context.rows(
                List.of(Column.text("variable"), Column.text("value"), Column.text("table")))) {
      for (Variable variable : platform.variables(project, orchestrator).list()) {
        List<Object> row = new ArrayList<>();
        row.add(variable.name());
        row.add(variable.value().orElse(null));
        row.add(variable.table().orElse(null));
        rows.row(row);
      }
    }
    return ExitCode.DONE;
  }

  private void with(Consumer<Variables> work) {
    Project project = context.project();
    try (Platform platform = context.openPlatform();
        Orchestrator orchestrator = platform.orchestrator()) {
      work.accept(platform.variables(project, orchestrator));
    }
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
      with(variables -> context.out().println(variables.get(name)));
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "set",
      description = "Sets a variable: of a watermark, the next run takes what comes after it.")
  private final class Set implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "NAME", description = "The variable.")
    private String name;

    @Parameters(index = "1", paramLabel = "VALUE", description = "Such as 2024-02-09.")
    private String value;

    @Override
    public Integer call() {
      with(variables -> {
        variables.set(name, value);
        context.out().printf("%s = %s%n", name, value);
        variables
            .meant(name)
            .ifPresent(near -> context.out().printf("it is no watermark; %s is one%n", near));
      });
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "delete",
      description = "Deletes a variable: of a watermark, the next run takes everything.")
  private final class Delete implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The variable.")
    private String name;

    @Override
    public Integer call() {
      with(variables -> {
        variables.delete(name);
        context.out().printf("%s deleted%n", name);
      });
      return ExitCode.DONE;
    }
  }
}
