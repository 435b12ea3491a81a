package dev.lakehouse.app.cli;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.app.platform.HomePipelines;
import dev.lakehouse.app.terminal.Column;
import dev.lakehouse.app.terminal.HumanFormat;
import dev.lakehouse.app.terminal.RowPrinter;
import dev.lakehouse.pipeline.control.RunDetails;
import dev.lakehouse.pipeline.state.RunReader;
import dev.lakehouse.pipeline.state.RunRecord;
import dev.lakehouse.pipeline.state.RunState;
import dev.lakehouse.pipeline.state.StepRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code runs} and what can be done with one. */
@Command(
    name = "runs",
    description = "Lists runs of pipelines, shows one and its logs, cancels or retries it.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  lakehouse --project examples/sales runs --state failed",
      "  lakehouse --project examples/sales runs show 17",
      "  lakehouse --project examples/sales runs logs 17"
    })
final class RunsCommand implements Callable<Integer>, CommandGroup {
  private final CommandContext context;

  @Option(names = "--pipeline", paramLabel = "NAME", description = "Only those of this pipeline.")
  private Optional<String> pipeline = Optional.empty();

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "Only those: ${COMPLETION-CANDIDATES}.")
  private Optional<RunState> state = Optional.empty();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many; ${DEFAULT-VALUE} if not given.")
  private int limit;

  RunsCommand(CommandContext context) {
    this.context = requireNonNull(context, "context is null");
  }

  @Override
  public List<Object> commands() {
    return List.of(new Show(), new RunLogsCommand(context), new Cancel(), new Retry());
  }

  @Override
  public Integer call() {
    try (HomePipelines home = context.openRuns();
        RowPrinter rows =
            context.rows(
                List.of(
                    Column.number("run"),
                    Column.text("pipeline"),
                    Column.text("state"),
                    Column.text("trigger"),
                    Column.text("began"),
                    Column.text("took"),
                    Column.text("error")))) {
      RunReader.Filter filter = new RunReader.Filter(pipeline, state, OptionalLong.empty(), limit);
      for (RunRecord run : home.operations().runs(filter)) {
        List<Object> row = new ArrayList<>();
        row.add(run.id());
        row.add(run.pipeline());
        row.add(PipelinesCommand.word(run.state()));
        row.add(run.trigger());
        row.add(PipelinesCommand.seconds(run.started()));
        row.add(took(run.started(), run.ended()).orElse(null));
        row.add(run.error().orElse(null));
        rows.row(row);
      }
    }
    return ExitCode.DONE;
  }

  private static Optional<String> took(Optional<Instant> begun, Optional<Instant> ended) {
    return begun.flatMap(from -> ended.map(to -> HumanFormat.duration(Duration.between(from, to))));
  }

  @Command(name = "show", description = "Shows the steps of a run.")
  private final class Show implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "The run.")
    private long id;

    @Override
    public Integer call() {
      try (HomePipelines home = context.openRuns()) {
        RunDetails run = home.operations().run(id);
        try (RowPrinter rows =
            context.rows(
                List.of(
                    Column.text("step"),
                    Column.text("state"),
                    Column.number("attempts"),
                    Column.text("took"),
                    Column.text("worker"),
                    Column.text("result")))) {
          for (StepRecord step : run.steps()) {
            List<Object> row = new ArrayList<>();
            row.add(
                step.value()
                    .map(value -> step.key().step() + " " + value)
                    .orElse(step.key().step()));
            row.add(PipelinesCommand.word(step.state()));
            row.add(step.attempts());
            row.add(took(step.started(), step.ended()).orElse(null));
            row.add(step.worker().orElse(null));
            row.add(step.error().or(step::summary).orElse(null));
            rows.row(row);
          }
        }
      }
      return ExitCode.DONE;
    }
  }

  @Command(name = "cancel", description = "Cancels a run; steps that run are stopped.")
  private final class Cancel implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "The run.")
    private long id;

    @Override
    public Integer call() {
      try (HomePipelines home = context.openRuns()) {
        boolean cancelled = home.operations().cancel(id);
        context
            .out()
            .printf(cancelled ? "run %d is cancelled%n" : "run %d has ended already%n", id);
      }
      return ExitCode.DONE;
    }
  }

  @Command(name = "retry", description = "Runs again what failed, was left or was cancelled.")
  private final class Retry implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "The run.")
    private long id;

    @Override
    public Integer call() {
      try (HomePipelines home = context.openRuns()) {
        boolean again = home.operations().retry(id);
        context
            .out()
            .printf(
                again
                    ? "run %d goes on; a server or a worker does it%n"
                    : "there is nothing to run again in run %d, or it has not ended%n",
                id);
        return again ? ExitCode.DONE : ExitCode.FAILED;
      }
    }
  }
}
