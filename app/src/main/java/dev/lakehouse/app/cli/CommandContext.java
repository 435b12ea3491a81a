package dev.lakehouse.app.cli;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.app.logging.LogFile;
import dev.lakehouse.app.platform.HomePipelines;
import dev.lakehouse.app.platform.Platform;
import dev.lakehouse.app.platform.PlatformSettings;
import dev.lakehouse.app.platform.PlatformSettingsReader;
import dev.lakehouse.app.terminal.Column;
import dev.lakehouse.app.terminal.Progress;
import dev.lakehouse.app.terminal.RowFormat;
import dev.lakehouse.app.terminal.RowPrinter;
import dev.lakehouse.app.terminal.Terminal;
import dev.lakehouse.base.settings.SettingsReader;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.project.ProjectReader;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a command needs to know of the world around it. Usable once the command line is parsed, that
 * is, from within a command's {@code call()}. Not thread-safe, but what it hands out may be.
 */
public final class CommandContext implements AutoCloseable {
  private final Terminal terminal;
  private final Map<String, String> environment;
  private final Path workingDirectory;
  private final GlobalOptions options = new GlobalOptions();
  private Optional<LogFile> log = Optional.empty();

  /**
   * The world of one command line.
   *
   * @param workingDirectory what relative paths of the user are relative to; absolute
   */
  public CommandContext(Terminal terminal, Map<String, String> environment, Path workingDirectory) {
    this.terminal = requireNonNull(terminal, "terminal is null");
    this.environment = Map.copyOf(environment);
    this.workingDirectory = requireNonNull(workingDirectory, "workingDirectory is null");
  }

  /** The outputs, with the user's wish about colours. */
  public Terminal terminal() {
    return options.noColor() ? terminal.withoutColours() : terminal;
  }

  /** Where a command prints what it is about. */
  public PrintStream out() {
    return terminal.out().stream();
  }

  /** How rows should be printed. */
  public RowFormat format() {
    return options.format();
  }

  /** A printer of rows in the wanted format; to be closed. */
  public RowPrinter rows(List<Column> columns) {
    return RowPrinter.of(format(), terminal().out(), columns);
  }

  /** A display of the steps of long work; to be closed. */
  public Progress progress() {
    return new Progress(terminal().err(), InstantSource.system());
  }

  /** The environment variables. */
  public Map<String, String> environment() {
    return environment;
  }

  /** A reader of project files that knows the environment variables. */
  public SettingsReader settings() {
    return new SettingsReader(environment);
  }

  /** The user's path made absolute. */
  public Path resolve(Path path) {
    return workingDirectory.resolve(path).normalize();
  }

  /** The project and the home; touches nothing. */
  public Workspace workspace() {
    return Workspace.resolve(options.home(), options.project(), workingDirectory);
  }

  /** The home, made if it is not there, with the log open. For every command that uses state. */
  public Path openHome() {
    openLog();
    return workspace().home();
  }

  /**
   * The project.
   *
   * @throws dev.lakehouse.base.error.LakehouseException INVALID_ARGUMENT if there is none, or with
   *     all that is wrong in it
   */
  public Project project() {
    return new ProjectReader(settings()).read(workspace().requireProject());
  }

  /** What somebody types or pipes into the process. */
  public InputStream in() {
    return System.in;
  }

  /** The platform of the home, started; to be closed. */
  public Platform openPlatform() {
    PlatformSettings settings = platformSettings();
    return Platform.open(settings, openHome());
  }

  /** What is done with runs, here or by the server of the home; to be closed. */
  HomePipelines openRuns() {
    return HomePipelines.ofRuns(openHome(), this::platformSettings);
  }

  /**
   * What is done with the project's pipelines, here or by the server of the home; to be closed.
   *
   * @param names of pipelines that there have to be
   * @param working if this process has to do the steps of runs itself, should there be no server
   */
  HomePipelines openPipelines(List<String> names, boolean working) {
    return HomePipelines.ofProject(
        openHome(),
        workspace().requireProject(),
        () -> {
          Project project = project();
          // A wrong name is told before anything is started.
          names.forEach(project::pipeline);
          return project;
        },
        this::platformSettings,
        working);
  }

  /** The settings of the platform: the project's, or else those of the environment alone. */
  public PlatformSettings platformSettings() {
    PlatformSettingsReader reader = new PlatformSettingsReader(environment);
    return workspace()
        .project()
        .map(project -> reader.read(project.resolve(Workspace.PROJECT_FILE)))
        .orElseGet(reader::withoutProject);
  }

  /** Opens the log of the home, once. */
  LogFile openLog() {
    if (log.isEmpty()) {
      log = Optional.of(LogFile.open(workspace().home()));
    }
    return log.get();
  }

  /** The object that the global options are parsed into. */
  GlobalOptions options() {
    return options;
  }

  /** Closes the log. */
  @Override
  public void close() {
    log.ifPresent(LogFile::close);
    log = Optional.empty();
  }
}
