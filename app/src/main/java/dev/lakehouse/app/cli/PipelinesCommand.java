package dev.lakehouse.app.cli;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.app.platform.HomePipelines;
import dev.lakehouse.app.terminal.Column;
import dev.lakehouse.app.terminal.Progress;
import dev.lakehouse.app.terminal.RowFormat;
import dev.lakehouse.app.terminal.RowPrinter;
import dev.lakehouse.pipeline.control.PipelineDetails;
import dev.lakehouse.pipeline.graph.RunIf;
import dev.lakehouse.pipeline.plan.FanOut;
import dev.lakehouse.pipeline.plan.PlannedStep;
import dev.lakehouse.pipeline.state.PipelineStore.PipelineRecord;
import dev.lakehouse.pipeline.state.RunRecord;
import dev.lakehouse.pipeline.state.RunState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
    return List.of(
        new Show(), new Trigger(), new Pause(), new Unpause(), new BackfillCommand(context));
  }

  @Override
  public Integer call() {
    boolean sound;
    try (HomePipelines home = context.openPipelines(List.of(), false);
        RowPrinter rows =
            context.rows(
                List.of(
                    Column.text("pipeline"),
                    Column.text("schedule"),
                    Column.text("next run"),
                    Column.text("last run"),
                    Column.text("state"),
                    Column.text("paused")))) {
      List<PipelineRecord> pipelines = home.operations().pipelines();
      for (PipelineRecord pipeline : pipelines) {
        List<Object> row = new ArrayList<>();
        row.add(pipeline.name());
        row.add(pipeline.schedule().orElse(null));
        row.add(pipeline.paused() ? null : seconds(pipeline.next()));
        row.add(seconds(pipeline.lastRun()));
        row.add(
            pipeline.broken()
                ? "broken"
                : pipeline.lastState().map(PipelinesCommand::word).orElse(null));
        row.add(pipeline.paused());
        rows.row(row);
      }
      sound = pipelines.stream().noneMatch(PipelineRecord::broken);
    }
    if (!sound && context.format() == RowFormat.TABLE) {
      context.terminal().err().stream()
          .println("Broken pipelines have no runs; 'lakehouse validate' says what is wrong.");
    }
    return ExitCode.DONE;
  }

  static String seconds(Optional<Instant> time) {
    return time.map(known -> known.truncatedTo(ChronoUnit.SECONDS).toString()).orElse(null);
  }

  static String word(Enum<?> state) {
    return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private int pause(String name, boolean paused) {
    try (HomePipelines home = context.openPipelines(List.of(), false)) {
      boolean changed = home.operations().pause(name, paused);
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
      PipelineDetails pipeline;
      try (HomePipelines home = context.openPipelines(List.of(name), false)) {
        pipeline = home.operations().pipeline(name);
      }
      PipelineRecord record = pipeline.pipeline();
      context.out().println(record.name() + (record.paused() ? "  (paused)" : ""));
      if (!pipeline.description().isEmpty()) {
        context.out().println("  " + pipeline.description());
      }
      record.schedule().ifPresent(schedule -> context.out().println("  schedule  " + schedule));
      pipeline.sensors().forEach(sensor -> context.out().println("  sensor    " + sensor));
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
        description = "Waits for its end; without a server this process does its steps.")
    private boolean follow;

    @Override
    public Integer call() throws InterruptedException {
      try (HomePipelines home = context.openPipelines(List.of(name), follow)) {
        long run = home.operations().trigger(name, parameters).id();
        if (!follow) {
          context.out().printf("run %d of %s; a server or a worker does it%n", run, name);
          return ExitCode.DONE;
        }
        try (Progress progress = context.progress()) {
          progress.note("%s, run %d".formatted(name, run));
          RunRecord ended = home.operations().follow(run, new RunDisplay(progress));
          return ended.state() == RunState.SUCCESS ? ExitCode.DONE : ExitCode.FAILED;
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
