package dev.lakehouse.serve.trino;

import static dev.lakehouse.serve.trino.TestEngine.one;
import static dev.lakehouse.serve.trino.TestResult.column;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Trino's own command line. Needs its jar: profile {@code trino-clients}. */
@Tag("trino-clients")
class TrinoCliTest {
  private final TestEngine engine =
      new TestEngine()
          .on("INSERT INTO t", (session, control) -> TestResult.change("INSERT", 3))
          .on(
              "SELECT schema",
              (session, control) -> one("_col0", "varchar", session.schema().orElseThrow()))
          .on(
              "SELECT many",
              (session, control) ->
                  TestResult.rows(
                      List.of(column("n", "bigint"), column("name", "varchar")),
                      LongStream.range(0, 20_000)
                          .mapToObj(n -> List.<Object>of(n, "a \"" + n + "\""))
                          .iterator()));

  @Test
  void printsRows() throws Exception {
    try (RunningProtocol running = RunningProtocol.start(engine)) {
      List<String> lines =
          cli(running, "--output-format=CSV_HEADER", "--execute", "SELECT many").lines().toList();
      assertThat(lines).hasSize(20_001);
      assertThat(lines.getFirst()).isEqualTo("\"n\",\"name\"");
      assertThat(lines.getLast()).isEqualTo("\"19999\",\"a \"\"19999\"\"\"");
    }
  }

  @Test
  void keepsItsSessionBetweenStatements() throws Exception {
    try (RunningProtocol running = RunningProtocol.start(engine)) {
      String output =
          cli(running, "--execute", "INSERT INTO t; USE lake.silver; SELECT schema; SELECT 1");
      assertThat(output).isEqualTo("\"silver\"\n\"1\"\n");
      assertThat(running.queries().list())
          .extracting(query -> query.updateType().orElse("SELECT"))
          .containsExactly("SELECT", "SELECT", "USE", "INSERT");
    }
  }

  @Test
  void showsProgress() throws Exception {
    try (RunningProtocol running = RunningProtocol.start(engine)) {
      assertThat(cli(running, "--progress", "--debug", "--execute", "SELECT 1")).contains("\"1\"");
    }
  }

  private static String cli(RunningProtocol running, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-jar");
    command.add(System.getProperty("trino.cli"));
    command.add("--server=" + running.uri());
    command.add("--user=ann");
    command.add("--catalog=lake");
    command.add("--schema=gold");
    command.addAll(List.of(arguments));
    return ClientProcess.run(command);
  }
}
