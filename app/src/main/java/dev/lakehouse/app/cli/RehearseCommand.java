package dev.lakehouse.app.cli;

import dev.lakehouse.app.platform.Platform;
import dev.lakehouse.app.platform.PlatformSettings;
import dev.lakehouse.app.platform.PlatformSettingsReader;
import dev.lakehouse.app.platform.RunningServer;
import dev.lakehouse.app.terminal.Output;
import dev.lakehouse.app.terminal.Terminal;
import dev.lakehouse.base.settings.SettingsReader;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.project.ProjectReader;
import dev.lakehouse.pipeline.run.Orchestrator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * Does what commands do, on a home of its own that it removes, so that Java learns which classes a
 * start needs. The launcher calls it once, and keeps what Java has learned. Settings of the user do
 * not count here: nobody's database is touched.
 */
@Command(
    name = "rehearse",
    hidden = true,
    description = "Does what other commands do, without any effect, for Java to learn from.")
final class RehearseCommand implements Callable<Integer> {
  private static final Map<String, String> ENVIRONMENT =
      Map.of("LAKEHOUSE_SERVER_PORT", "0", "LAKEHOUSE_SERVER_S3_PORT", "0");
  private static final String PIPELINE = "rehearsal";
  private static final String QUERY =
      """
      CREATE SCHEMA IF NOT EXISTS lakehouse;
      CREATE TABLE t AS SELECT x AS id, CAST(x AS varchar) AS name FROM UNNEST(sequence(1, 9)) AS u(x);
      SELECT name, count(*), sum(id) FROM t WHERE id > 1 GROUP BY name ORDER BY 2 DESC LIMIT 3;
      SHOW TABLES; DESCRIBE t; DROP TABLE t\
      """;

  @Override
  public Integer call() throws IOException {
    Path directory = Files.createTempDirectory("lakehouse-rehearsal");
    try {
      int exitCode = run(directory, "version");
      exitCode |= run(directory, "tables");
      exitCode |= run(directory, "query", QUERY);
      PlatformSettings settings = new PlatformSettingsReader(ENVIRONMENT).withoutProject();
      Project project = project(directory);
      try (Platform platform = Platform.open(settings, directory.resolve(".lakehouse"));
          Orchestrator orchestrator = platform.orchestrator(project);
          RunningServer _ = RunningServer.start(platform, orchestrator, Optional.of(project))) {
        exitCode |= run(directory, "query", "--format", "csv", QUERY);
        exitCode |= run(directory, "run", PIPELINE);
        exitCode |= run(directory, "pipelines");
        exitCode |= run(directory, "runs");
      }
      return exitCode;
    } finally {
      delete(directory);
    }
  }

  private static Project project(Path directory) throws IOException {
    Files.writeString(directory.resolve(Workspace.PROJECT_FILE), "name: %s%n".formatted(PIPELINE));
    Path pipelines = Files.createDirectory(directory.resolve("pipelines"));
    Files.writeString(
        pipelines.resolve(PIPELINE + ".yaml"),
        "{name: %s, steps: [{name: one, uses: shell, command: [echo, one]}]}".formatted(PIPELINE));
    return new ProjectReader(new SettingsReader(Map.of())).read(directory);
  }

  private static int run(Path directory, String... arguments) {
    Output nowhere =
        Output.plain(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    Terminal terminal = new Terminal(nowhere, nowhere);
    try (CommandContext context = new CommandContext(terminal, ENVIRONMENT, directory)) {
      return new LakehouseCli(context, Commands::all).run(arguments);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
