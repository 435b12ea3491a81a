package dev.lakehouse.app.cli;

import java.util.List;

/**
 * All commands of the product. A command is an object with picocli's {@code @Command} that
 * implements {@code Callable<Integer>} and returns {@link ExitCode}; its constructor takes what it
 * needs. One that has commands of its own is a {@link CommandGroup}.
 */
public final class Commands {
  private Commands() {}

  /** The commands in the order in which the help lists them. */
  public static List<Object> all(CommandContext context) {
    return List.of(
        new UpCommand(context),
        new RunCommand(context),
        new PipelinesCommand(context),
        new RunsCommand(context),
        new SensorsCommand(context),
        new WorkerCommand(context),
        new WorkersCommand(context),
        new IngestCommand(context),
        new QueryCommand(context),
        new TablesCommand(context),
        new AssetsCommand(context),
        new ChecksCommand(context),
        new MaintainCommand(context),
        new VariablesCommand(context),
        new ValidateCommand(context),
        new VersionCommand(context),
        new DoctorCommand(context),
        new RehearseCommand());
  }
}
