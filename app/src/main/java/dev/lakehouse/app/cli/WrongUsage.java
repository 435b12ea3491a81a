package dev.lakehouse.app.cli;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What is wrong with a command line beyond what picocli sees. */
final class WrongUsage {
  private WrongUsage() {}

  /** An error that ends the command with {@link ExitCode#WRONG_USAGE}. */
  static ParameterException of(CommandSpec command, String message, String remedy) {
    return new ParameterException(
        command.commandLine(),
        message,
        LakehouseException.of(ErrorCode.INVALID_ARGUMENT, message, remedy));
  }
}
