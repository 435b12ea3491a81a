package dev.lakehouse.app.cli;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.app.terminal.Output;
import dev.lakehouse.app.terminal.RowFormat;
import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.TypeConversionException;

/** Runs one command line: parses it, calls the command, reports what went wrong. */
public final class LakehouseCli {
  private final CommandContext context;
  private final CommandLine root;

  /**
   * The command line of the given commands.
   *
   * @param commands makes the commands for the context that they run in ({@link Commands#all})
   */
  public LakehouseCli(CommandContext context, Function<CommandContext, List<Object>> commands) {
    this.context = requireNonNull(context, "context is null");
    this.root = new CommandLine(context.options());
    commands.apply(context).forEach(command -> root.addSubcommand(commandLine(command)));
    root.addSubcommand(new CommandLine.HelpCommand());
    root.getCommandSpec()
        .usageMessage()
        .abbreviateSynopsis(true)
        .footerHeading("%nTo begin with:%n")
        .footer(
            "  lakehouse --project examples/sales run csv_to_iceberg_pipeline",
            "  lakehouse --project examples/sales tables",
            "  lakehouse help run");
    root.setOut(writer(context.terminal().out()));
    root.setErr(writer(context.terminal().err()));
    root.registerConverter(RowFormat.class, LakehouseCli::rowFormat);
    root.registerConverter(Long.class, LakehouseCli::wholeNumber);
    root.registerConverter(Long.TYPE, LakehouseCli::wholeNumber);
    root.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
    root.setCaseInsensitiveEnumValuesAllowed(true);
    root.setUsageHelpAutoWidth(false);
    root.setParameterExceptionHandler(
        (error, arguments) -> new ErrorReport(context).wrongUsage(error));
    root.setExecutionExceptionHandler(
        (error, command, parsed) -> new ErrorReport(context).failure(error));
    root.setExecutionStrategy(this::execute);
  }

  /** Runs the command that the arguments name, and returns its {@link ExitCode}. */
  public int run(String... arguments) {
    return root.execute(arguments);
  }

  private int execute(ParseResult parsed) {
    CommandLine command = innermost(parsed);
    if (CommandLine.printHelpIfRequested(parsed)) {
      return ExitCode.DONE;
    }
    if (!(command.getCommand() instanceof Callable<?>)) {
      command.usage(command.getErr());
      return ExitCode.WRONG_USAGE;
    }
    try {
      context.workspace();
    } catch (LakehouseException e) {
      throw e.code() == ErrorCode.INVALID_ARGUMENT
          ? new ParameterException(command, e.getMessage(), e)
          : e;
    }
    return new RunLast().execute(parsed);
  }

  private static RowFormat rowFormat(String name) {
    return Arrays.stream(RowFormat.values())
        .filter(format -> format.toString().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(() ->
            new TypeConversionException(
                "'" + name + "' is not one of " + Arrays.toString(RowFormat.values())));
  }

  private static Long wholeNumber(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException notOne) {
      throw new TypeConversionException("'" + text + "' is not a whole number");
    }
  }

  private static PrintWriter writer(Output output) {
    return new PrintWriter(output.stream(), true, StandardCharsets.UTF_8);
  }

  private static CommandLine innermost(ParseResult parsed) {
    return parsed.asCommandLineList().getLast();
  }

  private static CommandLine commandLine(Object command) {
    CommandLine line = new CommandLine(command);
    line.getCommandSpec().usageMessage().abbreviateSynopsis(true);
    if (command instanceof CommandGroup group) {
      group.commands().forEach(inner -> line.addSubcommand(commandLine(inner)));
    }
    return line;
  }
}
