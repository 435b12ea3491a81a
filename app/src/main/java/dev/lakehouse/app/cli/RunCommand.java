package dev.lakehouse.app.cli;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.app.platform.Platform;
import dev.lakehouse.app.terminal.Progress;
import dev.lakehouse.pipeline.project.PipelineDefinition;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.run.Orchestrator;
import dev.lakehouse.pipeline.run.RunListener;
import dev.lakehouse.pipeline.state.RunRecord;
import dev.lakehouse.pipeline.state.RunState;
import dev.lakehouse.pipeline.state.StepKey;
import dev.lakehouse.pipeline.state.StepRecord;
import java.util.HashMap;
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
        Orchestrator orchestrator = platform.orchestrate(project);
        Progress progress = context.progress()) {
      for (PipelineDefinition pipeline : pipelines) {
        long run = orchestrator.trigger(pipeline, parameters);
        progress.note("%s, run %d".formatted(pipeline.name(), run));
        RunRecord ended = orchestrator.follow(run, new Display(progress));
        sound &= ended.state() == RunState.SUCCESS;
      }
    }
    return sound ? ExitCode.DONE : ExitCode.FAILED;
  }

  /** Shows a run's steps as they go. */
  private static final class Display implements RunListener {
    private final Progress progress;
    private final Map<StepKey, Progress.Step> steps = new HashMap<>();

    private Display(Progress progress) {
      this.progress = progress;
    }

    private Progress.Step shown(StepRecord step) {
      return steps.computeIfAbsent(
          step.key(),
          key ->
              progress.begin(
                  step.value().map(value -> key.step() + " " + value).orElse(key.step())));
    }

    @Override
    public void started(StepRecord step) {
      shown(step);
    }

    @Override
    public void progressed(StepRecord step) {
      step.progress().ifPresent(shown(step)::update);
    }

    @Override
    public void retrying(StepRecord step) {
      shown(step).failed(step.error().orElse("failed") + "; it will be tried again");
      steps.remove(step.key());
    }

    @Override
    public void ended(StepRecord step) {
      Progress.Step line = shown(step);
      switch (step.state()) {
        case SUCCESS -> {
          String summary = step.summary().orElse("done");
          if (step.idle()) {
            line.skipped(summary);
          } else {
            line.done(summary);
          }
        }
        case UPSTREAM_FAILED -> line.skipped("not run: a step before it failed");
        case SKIPPED -> line.skipped("not run: its rule says so");
        case CANCELLED -> line.failed("cancelled");
        default -> line.failed(step.error().orElse("failed"));
      }
      step.notes().forEach(note -> progress.note("          " + note));
      step.remedy().ifPresent(remedy -> progress.note("          remedy: " + remedy));
    }
  }
}
