package dev.lakehouse.app.cli;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.app.platform.Platform;
import dev.lakehouse.app.terminal.Column;
import dev.lakehouse.app.terminal.Output.Style;
import dev.lakehouse.app.terminal.RowFormat;
import dev.lakehouse.app.terminal.RowPrinter;
import dev.lakehouse.pipeline.log.LogLine;
import dev.lakehouse.pipeline.run.Orchestrator;
import dev.lakehouse.pipeline.state.AttemptLogStore.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "logs",
    description = "Shows what the steps of a run said.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  lakehouse --project examples/sales runs logs 17",
      "  lakehouse --project examples/sales runs logs 17 validate_csv_schema --follow"
    })
final class RunLogsCommand implements Callable<Integer> {
  private final CommandContext context;

  @Parameters(index = "0", paramLabel = "ID", description = "The run.")
  private long id;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "STEP",
      description = "Only this step; all if not given.")
  private Optional<String> step = Optional.empty();

  @Option(
      names = "--attempt",
      paramLabel = "N",
      description = "Only the first, second … attempt of a step; all if not given.")
  private Optional<Integer> attempt = Optional.empty();

  @Option(names = "--follow", description = "Goes on until the run has ended.")
  private boolean follow;

  RunLogsCommand(CommandContext context) {
    this.context = requireNonNull(context, "context is null");
  }

  @Override
  public Integer call() throws InterruptedException {
    Selection selection =
        new Selection(id, step, attempt.map(OptionalInt::of).orElseGet(OptionalInt::empty));
    try (Platform platform = context.openPlatform();
        Orchestrator orchestrator = platform.orchestrator()) {
      if (context.format() == RowFormat.TABLE) {
        read(orchestrator, selection, this::print);
      } else {
        try (RowPrinter rows =
            context.rows(
                List.of(
                    Column.text("time"),
                    Column.text("step"),
                    Column.text("value"),
                    Column.number("attempt"),
                    Column.text("line")))) {
          read(orchestrator, selection, line -> rows.row(row(line)));
        }
      }
    }
    return ExitCode.DONE;
  }

  private void read(Orchestrator orchestrator, Selection selection, Consumer<LogLine> lines)
      throws InterruptedException {
    if (follow) {
      orchestrator.logs().follow(selection, lines);
    } else {
      orchestrator.logs().read(selection, lines);
    }
  }

  private static List<Object> row(LogLine line) {
    List<Object> row = new ArrayList<>();
    row.add(line.time());
    row.add(line.key().step());
    row.add(line.value().orElse(null));
    row.add(line.attempt());
    row.add(line.text());
    return row;
  }

  private void print(LogLine line) {
    StringBuilder place = new StringBuilder(line.time().toString());
    if (step.isEmpty()) {
      place.append("  ").append(line.key().step());
    }
    line.value().ifPresent(value -> place.append(' ').append(value));
    if (line.attempt() > 1) {
      place.append(" #").append(line.attempt());
    }
    context
        .out()
        .println(context.terminal().out().styled(Style.DIM, place.toString()) + "  " + line.text());
    context.out().flush();
  }
}
