package dev.lakehouse.app.cli;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.app.platform.Platform;
import dev.lakehouse.app.terminal.Column;
import dev.lakehouse.app.terminal.RowPrinter;
import dev.lakehouse.pipeline.run.Orchestrator;
import dev.lakehouse.pipeline.sensor.SensorRecord;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
    name = "sensors",
    description = "Lists the sensors of pipelines, what they saw, what fails.",
    footerHeading = "%nExample:%n",
    footer = "  lakehouse --project examples/sales sensors")
final class SensorsCommand implements Callable<Integer> {
  private final CommandContext context;

  SensorsCommand(CommandContext context) {
    this.context = requireNonNull(context, "context is null");
  }

  @Override
  public Integer call() {
    try (Platform platform = context.openPlatform();
        Orchestrator orchestrator = platform.orchestrator();
        RowPrinter rows =
            context.rows(
                List.of(
                    Column.text("pipeline"),
                    Column.text("sensor"),
                    Column.text("watches"),
                    Column.text("paused"),
                    Column.text("last look"),
                    Column.number("last run"),
                    Column.text("error")))) {
      for (SensorRecord sensor : orchestrator.sensors()) {
        rows.row(
            Arrays.asList(
                sensor.id().pipeline(),
                sensor.id().name(),
                sensor.watches(),
                sensor.paused(),
                sensor.looked().map(SensorsCommand::seconds).orElse(null),
                sensor.lastRun().isPresent() ? sensor.lastRun().getAsLong() : null,
                sensor.error().orElse(null)));
      }
    }
    return ExitCode.DONE;
  }

  private static String seconds(Instant time) {
    return DateTimeFormatter.ISO_INSTANT.format(time.truncatedTo(ChronoUnit.SECONDS));
  }
}
