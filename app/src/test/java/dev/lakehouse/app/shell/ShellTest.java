package dev.lakehouse.app.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.app.cli.RunningHome;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that ask a server, as a user sees them. */
class ShellTest {
  private static final String PROMPT = "iceberg.lakehouse> ";
  private static final String ENDLESS =
      """
      SELECT count(*) FROM UNNEST(sequence(1, 10000)) AS a(x), UNNEST(sequence(1, 10000)) AS b(y),\
       UNNEST(sequence(1, 10000)) AS c(z) WHERE x * y + z = -1\
      """;

  @TempDir private static Path directory;
  private static RunningHome home;

  @BeforeAll
  static void startServer() {
    home = RunningHome.start(directory);
  }

  @AfterAll
  static void stopServer() {
    home.close();
  }

  @Test
  void statementsMayHaveManyLinesAndErrorsHaveAPlace() throws Exception {
    try (QueryProcess shell = QueryProcess.onTerminal(home.home())) {
      shell.await(PROMPT);
      shell.send("SELECT 'a;b' AS text,\r");
      shell.await("-> ");
      shell.send("  6 * 7 AS answer;\r");
      shell.await("text  answer");
      shell.await("a;b       42");
      shell.await("1 row in ");
      shell.await(PROMPT);
      shell.send("SELECT missing;\r");
      shell.await("error: line 1:8: Column 'missing' cannot be resolved");
      shell.await("         ^");
      shell.await(PROMPT);
      shell.send("USE information_schema;\r");
      shell.await("iceberg.information_schema> ");
      shell.send("exit\r");
      assertThat(shell.exitCode()).isZero();
    }
    assertThat(home.home().resolve("query_history"))
        .content()
        .contains("SELECT 'a;b' AS text", "SELECT missing;");
  }

  @Test
  void namesAreCompletedOnceTheyAreThere() throws Exception {
    try (QueryProcess shell = QueryProcess.onTerminal(home.home())) {
      shell.await(PROMPT);
      shell.send("CREATE SCHEMA IF NOT EXISTS lakehouse; ");
      shell.send("CREATE TABLE completed_table AS SELECT 1 AS completed_column;\r");
      shell.await("CREATE TABLE: 1 row in ");
      shell.await(PROMPT);
      do {
        // Names are looked up in the background; Ctrl-C forgets what was typed.
        shell.send("\u0003");
        shell.await(PROMPT);
        shell.send("SELECT completed_c\t");
      } while (!shell.awaits("completed_column", 500));
      shell.send(" AS found FROM lakehouse.completed_t\t;\r");
      shell.await("found");
      shell.await("1 row in ");
      // Before its prompt is there, the terminal itself takes Ctrl-D.
      shell.await(PROMPT);
      shell.send("\u0004");
      assertThat(shell.exitCode()).isZero();
    }
  }

  @Test
  void controlCCancelsTheStatementAndNothingElse() throws Exception {
    try (QueryProcess shell = QueryProcess.onTerminal(home.home())) {
      shell.await(PROMPT);
      shell.send(ENDLESS + ";\r");
      shell.await(" running ");
      shell.send("\u0003");
      shell.await("error: Query was canceled");
      shell.await(PROMPT);
      shell.send("SELECT 'still' || ' here' AS x;\r");
      shell.await("still here");
      shell.send("quit;\r");
      assertThat(shell.exitCode()).isZero();
    }
  }

  @Test
  void aScriptComesFromStandardInput() throws Exception {
    try (QueryProcess process = QueryProcess.piped(home.home(), "--format", "csv", "-f", "-")) {
      process.send("SELECT 1 AS a;\nSELECT 2 AS b");
      process.endInput();
      assertThat(process.exitCode()).isZero();
      process.await("b\r\n2\r\n");
    }
  }

  @Test
  void aTerminatedProcessLeavesNoStatementBehind() throws Exception {
    String marked = ENDLESS + " AND 'left behind' = 'left behind'";
    try (QueryProcess process = QueryProcess.piped(home.home(), marked)) {
      awaitState("RUNNING");
      process.terminate();
      assertThat(process.exitCode()).isEqualTo(143);
      process.await("error: Query was canceled");
    }
    awaitState("FAILED");
  }

  /** Waits until the server says so of the statement that is left behind. */
  private static void awaitState(String state) throws Exception {
    String sql =
        "SELECT 'state ' || state AS s FROM system.runtime.queries WHERE query LIKE '%left ' || 'behind%'";
    while (!home.run("query", sql).out().contains("state " + state)) {
      Thread.onSpinWait();
    }
  }
}
