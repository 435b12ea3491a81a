package dev.lakehouse.app.cli;

import dev.lakehouse.app.platform.Platform;
import dev.lakehouse.app.platform.PlatformSettingsReader;
import dev.lakehouse.app.platform.RunningServer;
import dev.lakehouse.app.terminal.ScreenCapture;
import dev.lakehouse.app.terminal.Terminal;
import dev.lakehouse.base.settings.SettingsReader;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.project.ProjectReader;
import dev.lakehouse.pipeline.run.Orchestrator;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A directory with a home on which a server runs, and commands on it. */
public final class RunningHome implements AutoCloseable {
  /** Settings for a server that disturbs no other. */
  public static final Map<String, String> FREE_PORTS =
      Map.of("LAKEHOUSE_SERVER_PORT", "0", "LAKEHOUSE_SERVER_S3_PORT", "0");

  private final Path directory;
  private final Platform platform;
  private final Orchestrator orchestrator;
  private final RunningServer server;

  private RunningHome(Path directory, Optional<Project> project) {
    this.directory = directory;
    this.platform =
        Platform.open(new PlatformSettingsReader(FREE_PORTS).withoutProject(), homeOf(directory));
    this.orchestrator = project.map(platform::orchestrator).orElseGet(platform::orchestrator);
    this.server = RunningServer.start(platform, orchestrator, project);
  }

  /** Starts a server on the home of a directory. */
  public static RunningHome start(Path directory) {
    return new RunningHome(directory, Optional.empty());
  }

  /** The same with the project that the directory is, whose pipelines it runs. */
  public static RunningHome startProject(Path directory) {
    return new RunningHome(
        directory, Optional.of(new ProjectReader(new SettingsReader(Map.of())).read(directory)));
  }

  private static Path homeOf(Path directory) {
    return directory.resolve(".lakehouse");
  }

  /** The home. */
  public Path home() {
    return homeOf(directory);
  }

  /** Where the server is. */
  public URI address() {
    return server.trino();
  }

  /** Stops the server, but not what it serves. */
  void stopServer() {
    server.close();
  }

  /** What a command did. */
  public record Outcome(int exitCode, String out, String err) {}

  /** Runs a command there. */
  public Outcome run(String... arguments) {
    return run(directory, Map.of(), arguments);
  }

  /** Runs a command in a directory. */
  static Outcome run(Path directory, Map<String, String> environment, String... arguments) {
    ScreenCapture out = new ScreenCapture();
    ScreenCapture err = new ScreenCapture();
    Terminal terminal = new Terminal(out.plain(), err.plain());
    try (CommandContext context = new CommandContext(terminal, environment, directory)) {
      int exitCode = new LakehouseCli(context, Commands::all).run(arguments);
      return new Outcome(exitCode, out.text(), err.text());
    }
  }

  @Override
  public void close() {
    try (platform;
        orchestrator) {
      server.close();
    }
  }
}
