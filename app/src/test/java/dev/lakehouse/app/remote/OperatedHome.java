package dev.lakehouse.app.remote;

import dev.lakehouse.app.platform.Platform;
import dev.lakehouse.app.platform.PlatformSettingsReader;
import dev.lakehouse.app.platform.RunningServer;
import dev.lakehouse.base.settings.SettingsReader;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.project.ProjectReader;
import dev.lakehouse.pipeline.run.Orchestrator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A project of shell steps, with the server that {@code up} starts for it. */
final class OperatedHome implements AutoCloseable {
  private static final Map<String, String> FREE_PORTS =
      Map.of("LAKEHOUSE_SERVER_PORT", "0", "LAKEHOUSE_SERVER_S3_PORT", "0");

  private final Platform platform;
  private final Orchestrator orchestrator;
  private final RunningServer server;
  private final Project project;

  private OperatedHome(Path directory) {
    project = new ProjectReader(new SettingsReader(Map.of())).read(directory);
    platform =
        Platform.open(
            new PlatformSettingsReader(FREE_PORTS).withoutProject(),
            directory.resolve(".lakehouse"));
    orchestrator = platform.orchestrator(project);
    server = RunningServer.start(platform, orchestrator, Optional.of(project));
  }

  /** Writes the project, and starts its server. */
  static OperatedHome start(Path directory) throws IOException {
    Files.writeString(directory.resolve("lakehouse.yaml"), "name: p\n");
    Path pipelines = Files.createDirectory(directory.resolve("pipelines"));
    Files.writeString(
        pipelines.resolve("greet.yaml"),
        """
        name: greet
        description: Greets everybody.
        schedule: {cron: 0 3 1 1 *, time_zone: Europe/Rome}
        max_active_runs: 5
        parameters:
          - {name: who, default: 'ann,bob', description: Whom to greet.}
          - {name: how, default: hello}
        steps:
          - {name: prepare, uses: shell, command: ["true"], timeout: 90s, retries: {times: 2, delay: 1s}}
          - name: each
            needs: [prepare]
            for_each: {parameter: who}
            steps: [{name: say, uses: shell, command: [echo, "{{ params.how }} {{ item }}"]}]
          - {name: last, uses: shell, command: ["true"], run_if: all_done}
        """);
    Files.writeString(
        pipelines.resolve("fail.yaml"),
        """
        name: fail
        steps:
          - {name: bad, uses: shell, command: ["sh", "-c", "test -f mended"]}
          - {name: after, uses: shell, command: ["true"]}
        """);
    Files.writeString(
        pipelines.resolve("wait.yaml"),
        """
        name: wait
        steps: [{name: long, uses: shell, command: [tail, -f, /dev/null]}]
        """);
    return new OperatedHome(directory);
  }

  Orchestrator orchestrator() {
    return orchestrator;
  }

  Project project() {
    return project;
  }

  URI address() {
    return server.trino();
  }

  /** Ends the server, but nothing that it serves. */
  void stopServer() {
    server.close();
  }

  @Override
  public void close() {
    try (platform;
        orchestrator) {
      server.close();
    }
  }
}
