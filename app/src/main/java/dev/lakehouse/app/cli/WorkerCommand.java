package dev.lakehouse.app.cli;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.app.platform.Platform;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.run.Orchestrator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "worker",
    description = {
      "Does steps of the project's runs until Ctrl-C, beside the worker that 'up' has inside.",
      "Workers share PostgreSQL and the object store: on another machine both are named in the",
      "project's lakehouse.yaml (docs/configuration.md)."
    },
    footerHeading = "%nExample:%n",
    footer = "  lakehouse --project examples/sales worker --capacity 8 --tag gpu")
final class WorkerCommand implements Callable<Integer> {
  private static final int MOST = 1000;

  private final CommandContext context;

  @Spec private CommandSpec spec;

  @Option(
      names = "--capacity",
      paramLabel = "N",
      defaultValue = "4",
      description = "How many steps it does at a time; ${DEFAULT-VALUE} if not given.")
  private int capacity;

  @Option(
      names = "--tag",
      paramLabel = "TAG",
      description =
          "It also does steps that only workers with this tag may ('worker: TAG'); several can be"
              + " given.")
  private List<String> tags = List.of();

  WorkerCommand(CommandContext context) {
    this.context = requireNonNull(context, "context is null");
  }

  @Override
  public Integer call() throws InterruptedException {
    if (capacity < 1 || capacity > MOST) {
      throw WrongUsage.of(
          spec,
          "a worker cannot do %d steps at a time".formatted(capacity),
          "--capacity is 1 to " + MOST);
    }
    Project project = context.project();
    ProjectWarnings.print(context, project);
    try (Shutdown shutdown = new Shutdown();
        Platform platform = context.openPlatform();
        Orchestrator orchestrator = platform.orchestrator()) {
      String name = platform.work(orchestrator, project, capacity, tags);
      context.out().printf("Worker  %s%n", name);
      context.out().printf("Steps   %d at a time%n", capacity);
      if (!tags.isEmpty()) {
        context.out().printf("Tags    %s%n", String.join(", ", tags));
      }
      context.out().println("Ready. Ctrl-C stops.");
      context.out().flush();
      shutdown.await();
    }
    return ExitCode.DONE;
  }
}
