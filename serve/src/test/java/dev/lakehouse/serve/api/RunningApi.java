package dev.lakehouse.serve.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.settings.SettingsReader;
import dev.lakehouse.pipeline.control.LocalOperations;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.project.ProjectReader;
import dev.lakehouse.pipeline.run.Orchestrator;
import dev.lakehouse.pipeline.state.StartedAttempt;
import dev.lakehouse.pipeline.state.StepOutcome;
import dev.lakehouse.pipeline.work.StepControl;
import dev.lakehouse.pipeline.work.WorkerSettings;
import dev.lakehouse.serve.http.HttpServer;
import dev.lakehouse.table.TestDatabase;
import dev.lakehouse.table.catalog.Database;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** A server of the API over a real PostgreSQL, with a worker whose steps end as tests want. */
final class RunningApi implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Database database;
  private final Orchestrator orchestrator;
  private final RestApi api;
  private final HttpServer server;
  private final HttpClient client = HttpClient.newHttpClient();
  private final CountDownLatch gate = new CountDownLatch(1);

  private RunningApi(Database database, Path directory) {
    this.database = database;
    Project project = new ProjectReader(new SettingsReader(Map.of())).read(directory);
    orchestrator = Orchestrator.open(database, InstantSource.system());
    orchestrator.declare(project);
    orchestrator.work(
        this::step, new WorkerSettings("w", "here", 4, List.of(), Duration.ofSeconds(1)));
    api =
        RestApi.of(
            new RestApi.Parts(
                new LocalOperations(orchestrator, Optional.of(project)),
                orchestrator,
                Optional.empty(),
                Optional.empty(),
                Optional.of(project)),
            "127.0.0.1",
            Duration.ofMillis(20),
            InstantSource.system());
    server = HttpServer.start("127.0.0.1", 0, List.of(api));
  }

  static RunningApi start(TestDatabase.Server server, Path directory, String... pipelines)
      throws SQLException, IOException {
    Files.writeString(directory.resolve("lakehouse.yaml"), "name: p\n");
    Files.createDirectories(directory.resolve("pipelines"));
    for (String pipeline : pipelines) {
      String name = pipeline.lines().findFirst().orElseThrow().replace("name: ", "");
      Files.writeString(directory.resolve("pipelines").resolve(name + ".yaml"), pipeline);
    }
    return new RunningApi(server.open(), directory);
  }

  private StepOutcome step(StartedAttempt attempt, StepControl control) throws Exception {
    return switch (attempt.key().step()) {
      case "broken" ->
          new StepOutcome.Failed(
              ErrorCode.INVALID_DATA,
              "line 3 is wrong",
              Optional.of("mend it"),
              List.of("a note"),
              false);
      case "shaky" ->
          attempt.number() == 1
              ? new StepOutcome.Failed(
                  ErrorCode.UNAVAILABLE, "not yet", Optional.empty(), List.of(), true)
              : done(attempt);
      case "waits" -> {
        gate.await();
        yield done(attempt);
      }
      default -> done(attempt);
    };
  }

  private static StepOutcome done(StartedAttempt attempt) {
    return new StepOutcome.Done(
        false,
        "did " + attempt.value().orElse(attempt.key().step()),
        List.of(),
        List.of("x", "y"),
        OptionalLong.of(3),
        OptionalLong.of(2),
        OptionalLong.of(7_000_000_000_000_000_001L));
  }

  /** Lets the steps go on that wait. */
  void openGate() {
    gate.countDown();
  }

  /** Ends the streams of events, as a server does that is stopped. */
  void stop() {
    api.close();
  }

  URI address(String path) {
    return server.uri().resolve(path);
  }

  /** An answer. */
  record Reply(int status, JsonNode body, HttpResponse<String> response) {
    String error(String field) {
      return body.path("error").path(field).asText();
    }
  }

  Reply get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(address(path)));
  }

  Reply post(String path, String body) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(address(path))
            .header("Content-Type", "application/json; charset=utf-8")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  Reply send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
    return new Reply(response.statusCode(), JSON.readTree(response.body()), response);
  }

  /** The lines of a stream, as they come; to be closed. */
  Stream<String> lines(String path) throws IOException, InterruptedException {
    return client
        .send(HttpRequest.newBuilder(address(path)).build(), BodyHandlers.ofLines())
        .body();
  }

  /** Waits until a run has ended. */
  JsonNode end(long run) throws IOException, InterruptedException {
    try (Stream<String> lines = lines("/api/v1/runs/%d/events".formatted(run))) {
      List<String> all = lines.toList();
      return JSON.readTree(all.get(all.indexOf("event: end") + 1).substring("data: ".length()));
    }
  }

  @Override
  public void close() {
    openGate();
    try (database;
        orchestrator;
        server) {
      api.close();
    }
  }
}
