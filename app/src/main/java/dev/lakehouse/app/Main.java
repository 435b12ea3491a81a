package dev.lakehouse.app;

import dev.lakehouse.app.cli.CommandContext;
import dev.lakehouse.app.cli.Commands;
import dev.lakehouse.app.cli.LakehouseCli;
import dev.lakehouse.app.terminal.Terminal;
import java.nio.file.Path;

/** Where the process begins. */
public final class Main {
  private Main() {}

  /** Runs one command line and ends the process with its exit code. */
  public static void main(String[] arguments) {
    Terminal terminal = Terminal.ofProcess(System.getProperties(), System.getenv());
    int exitCode;
    try (CommandContext context =
        new CommandContext(terminal, System.getenv(), Path.of("").toAbsolutePath())) {
      exitCode = new LakehouseCli(context, Commands::all).run(arguments);
    }
    terminal.flush();
    System.exit(exitCode);
  }
}
