package dev.lakehouse.app.cli;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.app.platform.Platform;
import dev.lakehouse.app.terminal.Progress;
import dev.lakehouse.pipeline.project.PipelineDefinition;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.run.Orchestrator;
import dev.lakehouse.pipeline.state.RunRecord;
import dev.lakehouse.pipeline.state.RunState;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
    Project project = context.project();
    if (names.isEmpty()) {
      throw WrongUsage.of(
          spec,
          "there is no pipeline named to run",
          project.pipelines().isEmpty()
              ? "a pipeline is a file in " + project.directory().resolve("pipelines")
              : "the pipelines are "
                  + String.join(", ", project.pipelines().keySet().stream().sorted().toList()));
    }
    List<PipelineDefinition> pipelines = names.stream().map(project::pipeline).toList();
    boolean sound = true;
    try (Platform platform = context.openPlatform();
        Orchestrator orchestrator = platform.orchestrator(project);
        Progress progress = context.progress()) {
      for (PipelineDefinition pipeline : pipelines) {
        long run = orchestrator.trigger(pipeline, parameters);
        progress.note("%s, run %d".formatted(pipeline.name(), run));
        RunRecord ended = orchestrator.follow(run, new RunDisplay(progress));
        sound &= ended.state() == RunState.SUCCESS;
      }
    }
    return sound ? ExitCode.DONE : ExitCode.FAILED;
  }
}
