package dev.lakehouse.app.cli;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.app.platform.Platform;
import dev.lakehouse.app.terminal.Progress;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.pipeline.project.PipelineDefinition;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.run.RunListener;
import dev.lakehouse.pipeline.step.StepReport;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
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

  RunCommand(CommandContext context) {
    this.context = requireNonNull(context, "context is null");
  }

  @Override
  public Integer call() {
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
        Progress progress = context.progress()) {
      for (PipelineDefinition pipeline : pipelines) {
        progress.note(pipeline.name());
        sound &= platform.runner().run(pipeline, new Display(progress));
      }
    }
    return sound ? ExitCode.DONE : ExitCode.FAILED;
  }

  /** Shows a run's steps as they go. */
  private static final class Display implements RunListener {
    private final Progress progress;
    private final Map<String, Progress.Step> steps = new HashMap<>();

    private Display(Progress progress) {
      this.progress = progress;
    }

    @Override
    public void stepStarted(PipelineDefinition.Step step) {
      steps.put(step.name(), progress.begin(step.name()));
    }

    @Override
    public void stepProgressed(PipelineDefinition.Step step, String soFar) {
      steps.get(step.name()).update(soFar);
    }

    @Override
    public void stepEnded(PipelineDefinition.Step step, StepReport report, Duration took) {
      Progress.Step shown = steps.get(step.name());
      switch (report.status()) {
        case DONE -> shown.done(report.summary());
        case SKIPPED -> shown.skipped(report.summary());
        case FAILED -> shown.failed(report.summary());
      }
      report.notes().forEach(note -> progress.note("          " + note));
    }

    @Override
    public void stepFailed(
        PipelineDefinition.Step step, LakehouseException failure, Duration took) {
      steps.get(step.name()).failed(failure.getMessage());
      failure.remedy().ifPresent(remedy -> progress.note("          remedy: " + remedy));
    }

    @Override
    public void stepNotRun(PipelineDefinition.Step step) {
      progress.begin(step.name()).skipped("not run: a step before it failed");
    }
  }
}
