package dev.lakehouse.app.cli;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.app.platform.Platform;
import dev.lakehouse.app.terminal.Column;
import dev.lakehouse.app.terminal.Progress;
import dev.lakehouse.app.terminal.RowFormat;
import dev.lakehouse.app.terminal.RowPrinter;
import dev.lakehouse.pipeline.graph.RunIf;
import dev.lakehouse.pipeline.plan.FanOut;
import dev.lakehouse.pipeline.plan.PlannedStep;
import dev.lakehouse.pipeline.project.PipelineDefinition;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.project.ProjectProblem.Kind;
import dev.lakehouse.pipeline.run.Orchestrator;
import dev.lakehouse.pipeline.state.PipelineStore.PipelineRecord;
import dev.lakehouse.pipeline.state.RunState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipelines} and what can be done with one. */
@Command(
    name = "pipelines",
    description = "Lists the project's pipelines, shows, triggers, pauses or unpauses one.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  lakehouse --project examples/sales pipelines",
      "  lakehouse --project examples/sales pipelines trigger csv_auto_ingest --follow"
    })
final class PipelinesCommand implements Callable<Integer>, CommandGroup {
  private final CommandContext context;

  PipelinesCommand(CommandContext context) {
    this.context = requireNonNull(context, "context is null");
  }

  @Override
  public List<Object> commands() {
    return List.of(new Show(), new Trigger(), new Pause(), new Unpause());
  }

  @Override
  public Integer call() {
    Project project = context.project();
    try (Platform platform = context.openPlatform();
        Orchestrator orchestrator = platform.orchestrator();
        RowPrinter rows =
            context.rows(
                List.of(
                    Column.text("pipeline"),
                    Column.text("schedule"),
                    Column.text("next run"),
                    Column.text("last run"),
                    Column.text("state"),
                    Column.text("paused")))) {
      orchestrator.declare(project);
      NavigableSet<String> broken = project.broken(Kind.PIPELINE);
      Map<String, PipelineRecord> all = new TreeMap<>();
      broken.forEach(name -> all.put(name, neverDeclared(name)));
      orchestrator.pipelines().forEach(pipeline -> all.put(pipeline.name(), pipeline));
      for (PipelineRecord pipeline : all.values()) {
        List<Object> row = new ArrayList<>();
        row.add(pipeline.name());
        row.add(pipeline.schedule().orElse(null));
        row.add(pipeline.paused() ? null : pipeline.next().map(String::valueOf).orElse(null));
        row.add(pipeline.lastRun().map(String::valueOf).orElse(null));
        row.add(
            broken.contains(pipeline.name())
                ? "broken"
                : pipeline.lastState().map(PipelinesCommand::word).orElse(null));
        row.add(pipeline.paused());
        rows.row(row);
      }
    }
    if (!project.broken(Kind.PIPELINE).isEmpty() && context.format() == RowFormat.TABLE) {
      context.terminal().err().stream()
          .println("Broken pipelines have no runs; 'lakehouse validate' says what is wrong.");
    }
    return ExitCode.DONE;
  }

  private static PipelineRecord neverDeclared(String name) {
    return new PipelineRecord(
        name, false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  static String word(Enum<?> state) {
    return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private int pause(String name, boolean paused) {
    Project project = context.project();
    if (!project.broken(Kind.PIPELINE).contains(name)) {
      var _ = project.pipeline(name);
    }
    try (Platform platform = context.openPlatform();
        Orchestrator orchestrator = platform.orchestrator()) {
      orchestrator.declare(project);
      boolean changed = orchestrator.pause(name, paused);
      context
          .out()
          .printf(
              "%s %s %s%n", name, changed ? "is" : "was already", paused ? "paused" : "not paused");
    }
    return ExitCode.DONE;
  }

  @Command(name = "show", description = "Draws the steps of a pipeline and what they need.")
  private final class Show implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The pipeline.")
    private String name;

    @Override
    public Integer call() {
      PipelineDefinition pipeline = context.project().pipeline(name);
      context.out().println(pipeline.name());
      if (!pipeline.description().isEmpty()) {
        context.out().println("  " + pipeline.description());
      }
      pipeline.schedule().ifPresent(schedule -> context.out().println("  schedule  " + schedule));
      pipeline
          .parameters()
          .forEach((parameter, declared) ->
              context
                  .out()
                  .printf("  parameter %s = %s%n", parameter, declared.value().orElse("(needed)")));
      for (PlannedStep step : pipeline.steps()) {
        context.out().println(line(step));
      }
      return ExitCode.DONE;
    }

    private static String line(PlannedStep step) {
      StringBuilder line = new StringBuilder(step.fanOut().isPresent() ? "      " : "  ");
      line.append(step.needs().isEmpty() ? "● " : "└ ").append(step.name());
      if (!step.needs().isEmpty()) {
        line.append("  ← ").append(String.join(", ", step.needs()));
      }
      if (step.runIf() != RunIf.ALL_SUCCESS) {
        line.append("  if ").append(word(step.runIf()));
      }
      step.each()
          .ifPresent(each ->
              line.append("  for each of ")
                  .append(
                      switch (each) {
                        case FanOut.Values(List<String> values) -> String.join(", ", values);
                        case FanOut.OutputsOf(String source) -> "what " + source + " puts out";
                        case FanOut.Parameter(String parameter) -> "the parameter " + parameter;
                      }));
      return line.toString();
    }
  }

  @Command(name = "trigger", description = "Begins a run of a pipeline.")
  private final class Trigger implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The pipeline.")
    private String name;

    @Option(
        names = "--param",
        paramLabel = "NAME=VALUE",
        description = "A parameter of the run; may be given several times.")
    private Map<String, String> parameters = Map.of();

    @Option(
        names = "--follow",
        description = "Does the run's steps in this process, too, and waits for its end.")
    private boolean follow;

    @Override
    public Integer call() throws InterruptedException {
      Project project = context.project();
      PipelineDefinition pipeline = project.pipeline(name);
      try (Platform platform = context.openPlatform();
          Orchestrator orchestrator =
              follow ? platform.orchestrator(project) : platform.orchestrator()) {
        long run = orchestrator.trigger(pipeline, parameters);
        if (!follow) {
          context.out().printf("run %d of %s; a server or a worker does it%n", run, name);
          return ExitCode.DONE;
        }
        try (Progress progress = context.progress()) {
          progress.note("%s, run %d".formatted(name, run));
          return orchestrator.follow(run, new RunDisplay(progress)).state() == RunState.SUCCESS
              ? ExitCode.DONE
              : ExitCode.FAILED;
        }
      }
    }
  }

  @Command(name = "pause", description = "Lets a pipeline have no runs by itself.")
  private final class Pause implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The pipeline.")
    private String name;

    @Override
    public Integer call() {
      return pause(name, true);
    }
  }

  @Command(name = "unpause", description = "Lets a pipeline run by itself again.")
  private final class Unpause implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The pipeline.")
    private String name;

    @Override
    public Integer call() {
      return pause(name, false);
    }
  }
}
