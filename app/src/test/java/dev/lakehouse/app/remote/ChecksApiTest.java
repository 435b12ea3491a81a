package dev.lakehouse.app.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse.app.cli.RunningHome;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks that are asked for over the API. */
class ChecksApiTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  @Test
  void checksAreMadeAndRemembered(@TempDir Path directory) throws Exception {
    Files.writeString(directory.resolve("lakehouse.yaml"), "name: p\n");
    Files.createDirectory(directory.resolve("checks"));
    Files.writeString(
        directory.resolve("checks/orders.yaml"),
        """
        table: lakehouse.orders
        key: id
        checks:
          - {name: unique, type: uniqueness, column: id}
          - {name: positive, type: positive, column: amount}
        """);
    try (RunningHome home = RunningHome.startProject(directory)) {
      home.run(
          "query",
          "CREATE SCHEMA IF NOT EXISTS lakehouse;"
              + "CREATE TABLE orders AS SELECT * FROM (VALUES (1, 5), (2, -5)) AS v(id, amount)");

      JsonNode report = post(home, "{\"tables\": [\"lakehouse.orders\"]}");
      assertThat(report.path("passed").asBoolean()).isFalse();
      assertThat(report.path("results").findValuesAsText("status")).containsExactly("PASS", "FAIL");
      assertThat(report.path("results").get(1).path("failing_keys").asText()).isEqualTo("[2]");
      assertThat(post(home, "{\"checks\": [\"unique\"]}").path("passed").asBoolean()).isTrue();

      JsonNode history = get(home, "?table=lakehouse.orders&check=positive");
      assertThat(history.path("results")).hasSize(1);
      assertThat(history.path("results").get(0)).isEqualTo(report.path("results").get(1));
      assertThat(get(home, "?limit=2").path("results")).hasSize(2);

      assertThat(post(home, "{\"tables\": [\"lakehouse.order\"]}").at("/error/remedy").asText())
          .isEqualTo("did you mean lakehouse.orders?");
      assertThat(post(home, "{\"tables\": [\"orders\"]}").at("/error/message").asText())
          .isEqualTo("'orders' is no name of a table");
      assertThat(get(home, "?table=orders").at("/error/remedy").asText())
          .isEqualTo("it must be namespace.table, such as lakehouse.sales");
    }
  }

  private JsonNode get(RunningHome home, String query) throws Exception {
    return send(HttpRequest.newBuilder(home.address().resolve("/api/v1/checks/history" + query)));
  }

  private JsonNode post(RunningHome home, String body) throws Exception {
    return send(
        HttpRequest.newBuilder(home.address().resolve("/api/v1/checks/run"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private JsonNode send(HttpRequest.Builder request) throws Exception {
    return json.readTree(client.send(request.build(), BodyHandlers.ofString()).body());
  }
}
