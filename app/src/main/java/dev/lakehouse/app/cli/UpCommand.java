package dev.lakehouse.app.cli;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.app.platform.Platform;
import dev.lakehouse.app.platform.RunningServer;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.project.ProjectProblem.Kind;
import dev.lakehouse.pipeline.run.Orchestrator;
import java.util.Optional;
import java.util.concurrent.Callable;
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
    Optional<Project> project = context.workspace().project().map(_ -> context.project());
    project.ifPresent(known -> ProjectWarnings.print(context, known));
    try (Shutdown shutdown = new Shutdown();
        Platform platform = context.openPlatform();
        Orchestrator orchestrator = platform.orchestrator();
        RunningServer server = RunningServer.start(platform, orchestrator, project)) {
      project.ifPresent(known -> begin(platform, orchestrator, server, known));
      orchestrator.keepHistory(platform.settings().history());
      context.out().printf("Trino SQL             %s%n", server.trino());
      context.out().printf("Iceberg REST catalog  %s%n", server.catalog());
      context.out().printf("API                   %s%n", server.api());
      server.s3().ifPresent(s3 -> context.out().printf("S3 endpoint           %s%n", s3));
      project.ifPresent(
          known -> context.out().printf("Pipelines             %s%n", pipelines(known)));
      context.out().println("Ready. Ctrl-C stops.");
      context.out().flush();
      shutdown.await();
      // While the server still runs: steps ask it for their SQL.
      orchestrator.endWork();
    }
    return ExitCode.DONE;
  }

  private static void begin(
      Platform platform, Orchestrator orchestrator, RunningServer server, Project project) {
    platform.work(orchestrator, project);
    orchestrator.schedule(project);
    server.onWritten(platform.sense(orchestrator, project)::arrived);
  }

  private static String pipelines(Project project) {
    long scheduled =
        project.pipelines().values().stream().filter(one -> one.schedule().isPresent()).count();
    long sensing =
        project.pipelines().values().stream().filter(one -> !one.sensors().isEmpty()).count();
    int broken = project.broken(Kind.PIPELINE).size();
    return "%d, of which %d on a schedule, %d with sensors%s"
        .formatted(
            project.pipelines().size(),
            scheduled,
            sensing,
            broken == 0 ? "" : "; %d broken".formatted(broken));
  }
}
