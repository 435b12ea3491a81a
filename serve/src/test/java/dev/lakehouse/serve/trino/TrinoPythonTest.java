package dev.lakehouse.serve.trino;

import static dev.lakehouse.serve.trino.TestEngine.one;
import static dev.lakehouse.serve.trino.TestResult.column;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Trino's Python client, and SQLAlchemy, which Superset uses, with its dialect. Needs a Python that
 * has them: profile {@code trino-clients}.
 */
@Tag("trino-clients")
class TrinoPythonTest {
  @Test
  void asksInAllItsWays() throws Exception {
    TestEngine engine = new TestEngine();
    engine
        .on(
            "SELECT all",
            (session, control) ->
                TestResult.rows(
                    List.of(
                        column("n", "bigint"),
                        column("amount", "decimal(10, 2)", "decimal", 10, 2),
                        column("day", "date"),
                        column("at", "timestamp(6)", "timestamp", 6),
                        column(
                            "zoned", "timestamp(3) with time zone", "timestamp with time zone", 3)),
                    List.of(
                        List.of(
                            1L,
                            "2.50",
                            "2024-02-29",
                            "2024-02-29 01:02:03.123456",
                            "2024-02-29 01:02:03.123 UTC"))))
        .on(
            "SELECT many",
            (session, control) ->
                TestResult.rows(
                    List.of(column("n", "bigint")),
                    LongStream.range(0, 100_000).mapToObj(n -> List.<Object>of(n)).iterator()))
        .on("SELECT 7", (session, control) -> one("_col0", "integer", 7))
        .on("SELECT version()", (session, control) -> one("_col0", "varchar", "476"))
        .on("INSERT INTO t", (session, control) -> TestResult.change("INSERT", 3))
        .on(
            "SELECT schema",
            (session, control) -> one("_col0", "varchar", session.schema().orElseThrow()));
    TestResult endless =
        TestResult.rows(
            List.of(column("n", "bigint")),
            LongStream.iterate(0, n -> n + 1).mapToObj(n -> List.<Object>of(n)).iterator());
    engine.on("SELECT endless", (session, control) -> endless);
    try (RunningProtocol running = RunningProtocol.start(engine)) {
      String output =
          ClientProcess.run(
              List.of(
                  System.getProperty("pyiceberg.python"),
                  System.getProperty("trino.script"),
                  running.uri().toString()));

      JsonNode answers = new ObjectMapper().readTree(output);
      assertThat(answers.at("/cursor/types").toString())
          .isEqualTo(
              """
              ["bigint","decimal(10, 2)","date","timestamp(6)","timestamp(3) with time zone"]\
              """);
      assertThat(answers.at("/cursor/row").toString())
          .isEqualTo(
              """
              ["1","2.50","2024-02-29","2024-02-29 01:02:03.123456",\
              "2024-02-29 01:02:03.123000+00:00"]\
              """);
      assertThat(answers.at("/cursor/many").asLong()).isEqualTo(4_999_950_000L);
      assertThat(answers.at("/cursor/prepared").toString()).isEqualTo("[[7]]");
      assertThat(answers.at("/cursor/changed").asInt()).isEqualTo(3);
      assertThat(answers.at("/cursor/schema").toString()).isEqualTo("[[\"silver\"]]");
      assertThat(answers.at("/cursor/error/0").asText()).isEqualTo("SYNTAX_ERROR");
      assertThat(answers.at("/cursor/error/1").asInt()).isEqualTo(1);
      assertThat(answers.at("/sqlalchemy/many").asLong()).isEqualTo(4_999_950_000L);
      Await.until(() -> endless.closed().get());
    }
  }
}
