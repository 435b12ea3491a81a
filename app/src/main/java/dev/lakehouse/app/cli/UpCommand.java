package dev.lakehouse.app.cli;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.app.platform.Platform;
import dev.lakehouse.app.platform.ProjectSensors;
import dev.lakehouse.app.platform.RunningServer;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.run.Orchestrator;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;

@Command(
    name = "up",
    description = "Starts the platform, prints its addresses, stops on Ctrl-C.",
    footerHeading = "%nOther commands may run on the same home meanwhile. Example:%n",
    footer = "  lakehouse --project examples/sales up")
final class UpCommand implements Callable<Integer> {
  private final CommandContext context;

  UpCommand(CommandContext context) {
    this.context = requireNonNull(context, "context is null");
  }

  @Override
  public Integer call() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Optional<Project> project = context.workspace().project().map(_ -> context.project());
    try (Platform platform = context.openPlatform();
        RunningServer server = RunningServer.start(platform);
        Orchestrator orchestrator =
            project.map(platform::orchestrator).orElseGet(platform::orchestrator);
        ProjectSensors sensors = new ProjectSensors(platform)) {
      project.ifPresent(known -> {
        orchestrator.schedule(known);
        sensors.start(orchestrator, known, server);
      });
      Runtime.getRuntime()
          .addShutdownHook(
              Thread.ofPlatform()
                  .name("stop")
                  .unstarted(() -> {
                    asked.countDown();
                    awaitUninterruptibly(stopped);
                  }));
      context.out().printf("Trino SQL             %s%n", server.trino());
      context.out().printf("Iceberg REST catalog  %s%n", server.catalog());
      server.s3().ifPresent(s3 -> context.out().printf("S3 endpoint           %s%n", s3));
      project.ifPresent(
          known -> context.out().printf("Pipelines             %s%n", pipelines(known)));
      context.out().println("Ready. Ctrl-C stops.");
      context.out().flush();
      asked.await();
    } finally {
      stopped.countDown();
    }
    return ExitCode.DONE;
  }

  private static String pipelines(Project project) {
    long scheduled =
        project.pipelines().values().stream().filter(one -> one.schedule().isPresent()).count();
    long sensing =
        project.pipelines().values().stream().filter(one -> !one.sensors().isEmpty()).count();
    return "%d, of which %d on a schedule, %d with sensors"
        .formatted(project.pipelines().size(), scheduled, sensing);
  }

  /** The process must not end before everything is closed. */
  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
