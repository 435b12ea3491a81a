package dev.lakehouse.app.cli;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.app.platform.HomePipelines;
import dev.lakehouse.app.terminal.Progress;
import dev.lakehouse.pipeline.control.PipelineDetails;
import dev.lakehouse.pipeline.control.PipelineOperations;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.state.RunRecord;
import dev.lakehouse.pipeline.state.RunState;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "run",
    description =
        "Runs pipelines of the project to their end; without a name, says which there are.",
    footerHeading = "%nExample:%n",
    footer = "  lakehouse --project examples/sales run csv_to_iceberg_pipeline")
final class RunCommand implements Callable<Integer> {
  private final CommandContext context;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "PIPELINE",
      description = "The pipelines, one after the other.")
  private List<String> names = List.of();

  @Option(
      names = "--param",
      paramLabel = "NAME=VALUE",
      description = "A parameter of the pipelines; may be given several times.")
  private Map<String, String> parameters = Map.of();

  RunCommand(CommandContext context) {
    this.context = requireNonNull(context, "context is null");
  }

  @Override
  public Integer call() throws InterruptedException {
    if (names.isEmpty()) {
      throw nothingToRun(context.project());
    }
    boolean sound = true;
    try (HomePipelines home = context.openPipelines(names, true);
        Progress progress = context.progress()) {
      PipelineOperations operations = home.operations();
      for (PipelineDetails pipeline : names.stream().map(operations::pipeline).toList()) {
        String name = pipeline.pipeline().name();
        long run = operations.trigger(name, parameters).id();
        progress.note("%s, run %d".formatted(name, run));
        RunRecord ended = operations.follow(run, new RunDisplay(progress));
        sound &= ended.state() == RunState.SUCCESS;
      }
    }
    return sound ? ExitCode.DONE : ExitCode.FAILED;
  }

  private ParameterException nothingToRun(Project project) {
    return WrongUsage.of(
        spec,
        "there is no pipeline named to run",
        project.pipelines().isEmpty()
            ? "a pipeline is a file in " + project.directory().resolve("pipelines")
            : "the pipelines are "
                + String.join(", ", project.pipelines().keySet().stream().sorted().toList()));
  }
}
