package dev.lakehouse.app.cli;

import dev.lakehouse.app.terminal.RowFormat;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command has; they may stand before or after the command's name. */
@Command(
    name = "lakehouse",
    description = "A whole lakehouse in one Java process.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = ProductVersion.class,
    scope = ScopeType.INHERIT,
    sortOptions = false,
    commandListHeading = "%nCommands:%n")
final class GlobalOptions {
  @Option(
      names = "--project",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "The project: a directory with a lakehouse.yaml. Default: here, if it is one.")
  private Path project;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "Where all state is. Default: .lakehouse in the project, or else here.")
  private Path home;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      scope = ScopeType.INHERIT,
      defaultValue = "table",
      description = "How rows are printed: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private RowFormat format;

  @Option(
      names = "--no-color",
      scope = ScopeType.INHERIT,
      description = "No colours. The environment variable NO_COLOR does the same.")
  private boolean noColor;

  Optional<Path> project() {
    return Optional.ofNullable(project);
  }

  Optional<Path> home() {
    return Optional.ofNullable(home);
  }

  RowFormat format() {
    return format;
  }

  boolean noColor() {
    return noColor;
  }
}
