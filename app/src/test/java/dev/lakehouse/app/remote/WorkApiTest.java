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

/** Variables, workers, sensors and logs over the API. */
class WorkApiTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  @Test
  void variablesWorkersSensorsAndLogsAreAskedFor(@TempDir Path directory) throws Exception {
    Files.writeString(directory.resolve("lakehouse.yaml"), "name: p\n");
    Files.createDirectory(directory.resolve("pipelines"));
    Files.writeString(
        directory.resolve("pipelines/greet.yaml"),
        """
        name: greet
        steps:
          - {name: hello, uses: shell, command: [echo, "hello {{ vars.who }}"]}
          - {name: bye, uses: shell, command: [echo, bye]}
        """);
    try (RunningHome home = RunningHome.startProject(directory)) {
      assertThat(call(home, "PUT", "/variables/who", "{\"value\": \"Ada\"}").toString())
          .isEqualTo("{\"name\":\"who\",\"value\":\"Ada\"}");
      assertThat(call(home, "GET", "/variables", "").path("variables")).hasSize(1);
      home.run("--project", directory.toString(), "run", "greet");

      JsonNode log = call(home, "GET", "/runs/1/logs?step=hello", "").path("lines");
      assertThat(log.findValuesAsText("line")).contains("hello Ada");
      assertThat(log.findValuesAsText("step")).containsOnly("hello");
      assertThat(call(home, "GET", "/runs/1/logs?step=hallo", "").at("/error/code").asText())
          .isEqualTo("not_found");

      JsonNode workers = call(home, "GET", "/workers", "").path("workers");
      assertThat(workers).hasSize(1);
      assertThat(workers.get(0).path("pid").asLong()).isEqualTo(ProcessHandle.current().pid());

      assertThat(call(home, "GET", "/sensors", "").path("sensors").isArray()).isTrue();

      assertThat(call(home, "DELETE", "/variables/who", "").path("name").asText()).isEqualTo("who");
      assertThat(call(home, "GET", "/variables/who", "").at("/error/message").asText())
          .isEqualTo("the variable who is not set");
    }
  }

  private JsonNode call(RunningHome home, String method, String path, String body)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(home.address().resolve("/api/v1" + path))
            .header("Content-Type", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    return json.readTree(client.send(request, BodyHandlers.ofString()).body());
  }
}
