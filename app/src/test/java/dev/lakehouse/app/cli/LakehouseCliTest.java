package dev.lakehouse.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.app.terminal.ScreenCapture;
import dev.lakehouse.app.terminal.Terminal;
import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

class LakehouseCliTest {
  @Command(name = "fail")
  private record FailingCommand(CommandContext context, RuntimeException error)
      implements Callable<Integer> {
    @Override
    public Integer call() {
      throw error;
    }
  }

  @Command(name = "tables")
  private record TablesCommand(CommandContext context) implements CommandGroup {
    @Override
    public List<Object> commands() {
      return List.of(new PreviewCommand(context));
    }
  }

  @Command(name = "preview")
  private static final class PreviewCommand implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(paramLabel = "TABLE")
    private String table;

    PreviewCommand(CommandContext context) {
      this.context = context;
    }

    @Override
    public Integer call() {
      context.out().println(table + " as " + context.format() + " in " + context.openHome());
      return ExitCode.DONE;
    }
  }

  @TempDir private Path dir;
  private final ScreenCapture out = new ScreenCapture();
  private final ScreenCapture err = new ScreenCapture();

  private int run(String... arguments) {
    return runFailing(new IllegalStateException("unused"), arguments);
  }

  private int runFailing(RuntimeException error, String... arguments) {
    Terminal terminal = new Terminal(out.plain(), err.plain());
    try (CommandContext context = new CommandContext(terminal, Map.of(), dir)) {
      return new LakehouseCli(
              context,
              world ->
                  List.of(
                      new VersionCommand(world),
                      new TablesCommand(world),
                      new FailingCommand(world, error)))
          .run(arguments);
    }
  }

  @Test
  void printsTheVersionOfTheBuild() {
    assertThat(run("version")).isEqualTo(ExitCode.DONE);

    assertThat(out.text())
        .matches("Lakehouse Orchestrator \\d+\\.\\d+\\.\\d+\\S* \\(Java .*\\)\n")
        .contains(Runtime.version().toString());
    assertThat(err.text()).isEmpty();
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void takesGlobalOptionsBeforeAndAfterTheCommand() {
    Path home = dir.resolve("h");

    assertThat(run("--format", "json", "tables", "preview", "sales", "--home", "h"))
        .isEqualTo(ExitCode.DONE);

    assertThat(out.text()).isEqualTo("sales as json in " + home + "\n");
    assertThat(home.resolve("logs/lakehouse.log")).exists();
  }

  @Test
  void helpsWithoutACommandButCountsItAsWrongUsage() {
    assertThat(run()).isEqualTo(ExitCode.WRONG_USAGE);

    assertThat(err.text()).startsWith("Usage: lakehouse").contains("version", "tables");
    assertThat(out.text()).isEmpty();
  }

  @Test
  void printsHelpOnRequest() {
    assertThat(run("tables", "preview", "--help")).isEqualTo(ExitCode.DONE);

    assertThat(out.text()).startsWith("Usage: lakehouse tables preview").contains("--project");
  }

  @Test
  void suggestsTheCommandThatWasMeant() {
    assertThat(run("verison")).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(run("tables", "preveiw", "sales")).isEqualTo(ExitCode.WRONG_USAGE);

    assertThat(err.text())
        .isEqualTo(
            """
            error: unknown command 'verison'; did you mean 'version'?
              remedy: See lakehouse --help.
            error: unknown command 'preveiw'; did you mean 'preview'?
              remedy: See lakehouse tables --help.
            """);
  }

  @Test
  void suggestsTheOptionThatWasMeant() {
    assertThat(run("version", "--fromat=csv")).isEqualTo(ExitCode.WRONG_USAGE);

    assertThat(err.text())
        .startsWith("error: unknown option '--fromat'; did you mean '--format'?\n");
  }

  @Test
  void countsAWrongValueOrAMissingOneAsWrongUsage() {
    assertThat(run("version", "--format", "xml")).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(run("tables", "preview")).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(run("--project", "nowhere", "version")).isEqualTo(ExitCode.WRONG_USAGE);

    assertThat(err.text())
        .contains(
            "'xml' is not one of [table, csv, json]", "TABLE", dir.resolve("nowhere").toString())
        .doesNotContain("\tat ");
  }

  @Test
  void reportsAUsersMistakeWithItsRemedyAndNothingElse() {
    assertThat(
            runFailing(
                LakehouseException.of(
                    ErrorCode.INVALID_DATA, "sales.csv:17: 'abc' is no DOUBLE", "Correct it."),
                "fail"))
        .isEqualTo(ExitCode.FAILED);

    assertThat(err.text())
        .isEqualTo(
            """
            error: sales.csv:17: 'abc' is no DOUBLE
              remedy: Correct it.
            """);
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void sendsABugToTheLogAndSaysWhere() throws IOException {
    assertThat(runFailing(new IllegalStateException("a bug"), "fail")).isEqualTo(ExitCode.FAILED);

    Path log = dir.resolve(".lakehouse/logs/lakehouse.log");
    assertThat(err.text())
        .isEqualTo(
            "error: something went wrong that should not: java.lang.IllegalStateException: a bug\n"
                + "  remedy: The details are in "
                + log
                + "\n");
    assertThat(Files.readString(log))
        .contains(
            "java.lang.IllegalStateException: a bug", "at " + LakehouseCliTest.class.getName());
  }

  @Test
  void keepsTheCauseOfAFailureOfAPartInTheLog() throws IOException {
    LakehouseException error =
        LakehouseException.of(ErrorCode.UNAVAILABLE, "PostgreSQL does not answer")
            .causedBy(new IOException("connection refused"));

    assertThat(runFailing(error, "fail")).isEqualTo(ExitCode.FAILED);

    assertThat(err.text()).isEqualTo("error: PostgreSQL does not answer\n");
    assertThat(Files.readString(dir.resolve(".lakehouse/logs/lakehouse.log")))
        .contains("connection refused");
  }

  @Test
  void showsTheDetailsOfABugWhereThereIsNoLogToWrite() throws IOException {
    Files.writeString(dir.resolve("h"), "not a directory");

    assertThat(runFailing(new IllegalStateException("a bug"), "--home", "h", "fail"))
        .isEqualTo(ExitCode.FAILED);

    assertThat(err.text())
        .contains("cannot write logs to", "\tat " + LakehouseCliTest.class.getName());
  }
}
