package dev.lakehouse.app.cli;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.app.logging.LogFile;
import dev.lakehouse.app.shell.StatementError;
import dev.lakehouse.app.terminal.Output;
import dev.lakehouse.app.terminal.Output.Style;
import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.settings.NearestWord;
import dev.lakehouse.sql.SqlException;
import dev.lakehouse.sql.text.SqlScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Tells the user what went wrong: {@code error: what}, then {@code remedy: what to do}. A user's
 * mistake shows no stack trace; a bug of ours goes to the log with one.
 */
final class ErrorReport {
  private final CommandContext context;
  private final Output err;

  ErrorReport(CommandContext context) {
    this.context = requireNonNull(context, "context is null");
    this.err = context.terminal().err();
  }

  /** The command line is wrong. */
  int wrongUsage(ParameterException error) {
    error(messageOf(error));
    if (error.getCause() instanceof LakehouseException cause) {
      cause.remedy().ifPresent(this::remedy);
    } else {
      String name = error.getCommandLine().getCommandSpec().qualifiedName();
      remedy("See " + name + " --help.");
    }
    return ExitCode.WRONG_USAGE;
  }

  /** The work failed. */
  int failure(Throwable error) {
    if (error instanceof LakehouseException known && known.code() != ErrorCode.INTERNAL) {
      error(known.getMessage());
      known.remedy().ifPresent(this::remedy);
      if (!known.code().isUserMistake() && known.getCause() != null) {
        log(known);
      }
    } else {
      unexpected(error);
    }
    return ExitCode.FAILED;
  }

  /** A statement failed. */
  int statement(LakehouseException error, SqlScript.Statement statement, Optional<String> script) {
    if (!(error instanceof SqlException sql) || error.code() == ErrorCode.INTERNAL) {
      return failure(error);
    }
    StatementError told = new StatementError(sql, statement, script);
    error(told.message());
    told.excerpt(err).forEach(err.stream()::println);
    return ExitCode.FAILED;
  }

  private void unexpected(Throwable error) {
    error("something went wrong that should not: " + firstLine(error));
    Optional<LogFile> log = log(error);
    if (log.isPresent()) {
      remedy("The details are in " + log.get().file());
    } else {
      // With no log to look into, the console is the only place left for the details.
      error.printStackTrace(err.stream());
    }
  }

  private Optional<LogFile> log(Throwable error) {
    LogFile log;
    try {
      log = context.openLog();
    } catch (LakehouseException unwritable) {
      // That may be the very failure, which has been told.
      if (!unwritable.getMessage().equals(error.getMessage())) {
        error(unwritable.getMessage());
      }
      return Optional.empty();
    }
    LoggerFactory.getLogger(ErrorReport.class).error("the command failed", error);
    return Optional.of(log);
  }

  private void error(String message) {
    err.stream().println(err.styled(Style.RED, "error:") + " " + message);
  }

  private void remedy(String remedy) {
    err.stream().println("  remedy: " + remedy);
  }

  private static String messageOf(ParameterException error) {
    if (!(error instanceof UnmatchedArgumentException unmatched)
        || unmatched.getUnmatched().isEmpty()) {
      return error.getMessage();
    }
    String argument = unmatched.getUnmatched().getFirst().replaceFirst("^(--[^=]*)=.*$", "$1");
    CommandSpec command = error.getCommandLine().getCommandSpec();
    List<String> candidates = new ArrayList<>();
    String what;
    if (unmatched.isUnknownOption()) {
      what = "unknown option";
      command.options().forEach(option -> candidates.addAll(List.of(option.names())));
    } else if (command.subcommands().isEmpty()) {
      what = "unexpected argument";
    } else {
      what = "unknown command";
      candidates.addAll(command.subcommands().keySet());
    }
    String suggestion =
        NearestWord.to(argument, candidates)
            .map(word -> "; did you mean '" + word + "'?")
            .orElse("");
    return what + " '" + argument + "'" + suggestion;
  }

  private static String firstLine(Throwable error) {
    String text = error instanceof LakehouseException ? error.getMessage() : error.toString();
    return text.lines().findFirst().orElseGet(() -> error.getClass().getName());
  }
}
