package dev.lakehouse.app.cli;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.app.platform.Platform;
import dev.lakehouse.app.terminal.Column;
import dev.lakehouse.app.terminal.RowPrinter;
import dev.lakehouse.pipeline.run.Orchestrator;
import dev.lakehouse.pipeline.state.WorkerRegistry.WorkerRecord;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
    name = "workers",
    description =
        "Lists the workers that do steps now: those of servers and of 'worker' processes.")
final class WorkersCommand implements Callable<Integer> {
  private final CommandContext context;

  WorkersCommand(CommandContext context) {
    this.context = requireNonNull(context, "context is null");
  }

  @Override
  public Integer call() {
    try (Platform platform = context.openPlatform();
        Orchestrator orchestrator = platform.orchestrator();
        RowPrinter rows =
            context.rows(
                List.of(
                    Column.text("worker"),
                    Column.text("host"),
                    Column.number("pid"),
                    Column.number("running"),
                    Column.number("capacity"),
                    Column.text("tags"),
                    Column.text("since")))) {
      for (WorkerRecord worker : orchestrator.workers()) {
        rows.row(
            List.of(
                worker.registration().name(),
                worker.registration().host(),
                worker.registration().pid(),
                worker.running(),
                worker.registration().capacity(),
                String.join(", ", worker.registration().tags()),
                worker.started().truncatedTo(ChronoUnit.SECONDS).toString()));
      }
    }
    return ExitCode.DONE;
  }
}
