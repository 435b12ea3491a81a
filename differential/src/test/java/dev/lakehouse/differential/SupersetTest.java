package dev.lakehouse.differential;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse.sql.SqlEngine;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What Superset sends, with the clients that it uses: our server answers as a real Trino does.
 * Needs a Python that has them: profile {@code trino-clients}.
 */
@Tag("trino-clients")
@ExtendWith(TwoEngines.class)
class SupersetTest {
  @Test
  void answersAreThoseOfTrino(TwoEngines.Running running) throws Exception {
    try (SqlEngine engine = running.ours()) {
      makeTables(new EngineClient("ours", engine, "bi"));
      JsonNode expected = ask(running.trino().address());
      JsonNode found = ask(running.lakehouse().trino());

      SoftAssertions softly = new SoftAssertions();
      for (Map.Entry<String, JsonNode> answer : expected.properties()) {
        softly
            .assertThat(found.get(answer.getKey()).toPrettyString())
            .as(answer.getKey())
            .isEqualTo(answer.getValue().toPrettyString());
      }
      softly.assertAll();
      assertThat(found.at("/killed/error").asText()).isEqualTo("ADMINISTRATIVELY_KILLED");
    }
  }

  private static void makeTables(EngineClient ours) {
    ours.run("CREATE SCHEMA bi");
    ours.run(
        """
        CREATE TABLE events (id bigint COMMENT 'which', country varchar, amount double,
        at timestamp(6), day date, epoch bigint, tags array(varchar), place row(lat double))
        COMMENT 'what happened' WITH (partitioning = ARRAY['country'])\
        """);
    ours.run(
        """
        INSERT INTO events VALUES
        (1, 'DE', 1.5, TIMESTAMP '2024-02-29 10:17:12.123456', DATE '2024-02-29', 1709201832,
        ARRAY['a'], ROW(1.5)),
        (2, 'DE', 2.5, TIMESTAMP '2024-03-03 23:59:59', DATE '2024-03-03', 0, ARRAY[], NULL),
        (3, 'IT', 9.0, TIMESTAMP '2023-12-31 00:00:00', DATE '2023-12-31', -1, NULL, ROW(NULL)),
        (4, 'FR', NULL, NULL, NULL, NULL, NULL, NULL)\
        """);
    ours.run("CREATE VIEW germans COMMENT 'of DE' AS SELECT * FROM events WHERE country = 'DE'");
  }

  private static JsonNode ask(URI server) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                System.getProperty("differential.python"),
                System.getProperty("differential.superset-script"),
                server.toString())
            .redirectError(Redirect.INHERIT)
            .start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor()).as("the script ends well").isZero();
      return new ObjectMapper().readTree(output);
    } finally {
      process.destroyForcibly();
    }
  }
}
