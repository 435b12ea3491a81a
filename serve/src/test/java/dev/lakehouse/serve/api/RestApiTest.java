package dev.lakehouse.serve.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lakehouse.serve.api.RunningApi.Reply;
import dev.lakehouse.table.TestDatabase;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The API as any client of HTTP sees it. */
@ExtendWith(TestDatabase.class)
class RestApiTest {
  private static final String RUNS = "/api/v1/pipelines/%s/runs";

  @TempDir private Path directory;
  private RunningApi api;

  @BeforeEach
  void start(TestDatabase.Server server) throws Exception {
    api =
        RunningApi.start(
            server,
            directory,
            """
            name: plain
            description: Does two things.
            parameters: [{name: file, default: a.csv, description: What is read.}]
            schedule: {cron: 0 3 * * *, time_zone: Europe/Rome}
            steps:
              - {name: first, uses: shell, command: ["true"]}
              - {name: second, uses: shell, command: ["true"], timeout: 90s}
            """,
            """
            name: failing
            steps:
              - {name: broken, uses: shell, command: ["true"]}
              - {name: after, uses: shell, command: ["true"]}
            """,
            """
            name: waiting
            steps: [{name: waits, uses: shell, command: ["true"]}]
            """,
            """
            name: repeating
            retries: {times: 1, delay: 1ms}
            steps:
              - {name: shaky, uses: shell, command: ["true"]}
              - name: each
                for_each: {values: [a, b]}
                run_if: none_failed
                steps: [{name: inner, uses: shell, command: ["true"]}]
            """);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private long trigger(String pipeline) throws Exception {
    Reply reply = api.post(RUNS.formatted(pipeline), "{}");
    assertThat(reply.status()).isEqualTo(201);
    return reply.body().path("id").asLong();
  }

  @Test
  void pipelinesAreListedAndShown() throws Exception {
    JsonNode list = api.get("/api/v1/pipelines").body().path("pipelines");
    assertThat(list.findValuesAsText("name"))
        .containsExactly("failing", "plain", "repeating", "waiting");

    Reply plain = api.get("/api/v1/pipelines/plain");
    assertThat(plain.response().headers().firstValue("Content-Type")).contains("application/json");
    assertThat(plain.body().path("description").asText()).isEqualTo("Does two things.");
    assertThat(plain.body().path("schedule").asText()).isEqualTo("0 3 * * * Europe/Rome");
    assertThat(plain.body().path("next_run").asText()).matches("\\d{4}-\\d\\d-\\d\\dT0[12]:00:00Z");
    assertThat(plain.body().path("parameters").toString())
        .isEqualTo("[{\"name\":\"file\",\"default\":\"a.csv\",\"description\":\"What is read.\"}]");
    assertThat(plain.body().path("steps").get(1).toString())
        .startsWith(
            "{\"name\":\"second\",\"needs\":[\"first\"],\"run_if\":\"all_success\",\"retries\":")
        .contains("\"timeout\":\"PT1M30S\"");
    JsonNode each = api.get("/api/v1/pipelines/repeating").body().path("steps");
    assertThat(each.get(1).path("for_each").toString()).isEqualTo("{\"values\":[\"a\",\"b\"]}");
    assertThat(each.get(1).path("run_if").asText()).isEqualTo("none_failed");
    assertThat(each.get(2).path("within").asText()).isEqualTo("each");
  }

  @Test
  void aRunIsBegunAndShownWithItsAttempts() throws Exception {
    Reply begun = api.post(RUNS.formatted("plain"), "{\"parameters\": {\"file\": \"b.csv\"}}");

    assertThat(begun.status()).isEqualTo(201);
    long id = begun.body().path("id").asLong();
    assertThat(begun.response().headers().firstValue("Location")).contains("/api/v1/runs/" + id);
    assertThat(begun.body().path("parameters").toString()).isEqualTo("{\"file\":\"b.csv\"}");
    assertThat(begun.body().path("trigger").asText()).isEqualTo("manual");
    assertThat(api.end(id).path("state").asText()).isEqualTo("success");
    JsonNode run = api.get("/api/v1/runs/" + id).body();
    JsonNode step = run.path("steps").get(0);
    assertThat(step.path("state").asText()).isEqualTo("success");
    assertThat(step.path("rows_in").asLong()).isEqualTo(3);
    assertThat(step.path("rows_out").asLong()).isEqualTo(2);
    assertThat(step.path("snapshot").asLong()).isEqualTo(7_000_000_000_000_000_001L);
    assertThat(step.has("error")).isFalse();
    assertThat(run.path("attempts").findValuesAsText("step")).containsExactly("first", "second");
    assertThat(run.path("run").path("ended_at").asText()).endsWith("Z");
  }

  @Test
  void anAttemptThatFailsIsToldWithItsRemedy() throws Exception {
    long id = trigger("failing");

    assertThat(api.end(id).path("error").asText()).contains("line 3 is wrong");
    JsonNode run = api.get("/api/v1/runs/" + id).body();
    assertThat(run.path("steps").findValuesAsText("state"))
        .containsExactlyInAnyOrder("failed", "upstream_failed");
    JsonNode attempt = run.path("attempts").get(0);
    assertThat(attempt.path("code").asText()).isEqualTo("invalid_data");
    assertThat(attempt.path("error").asText()).isEqualTo("line 3 is wrong");
    assertThat(attempt.path("remedy").asText()).isEqualTo("mend it");
    assertThat(attempt.path("notes").toString()).isEqualTo("[\"a note\"]");

    Reply again = api.post("/api/v1/runs/%d/retry".formatted(id), "");
    assertThat(again.body().path("changed").asBoolean()).isTrue();
    api.end(id);
    assertThat(api.get("/api/v1/runs/" + id).body().path("attempts").findValuesAsText("number"))
        .containsExactly("1", "2");
  }

  @Test
  void runsAreListedPageByPage() throws Exception {
    List<Long> begun = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      begun.addFirst(trigger(i == 2 ? "failing" : "plain"));
    }
    for (long id : begun) {
      api.end(id);
    }

    List<Long> listed = new ArrayList<>();
    String next = "/api/v1/runs?limit=2";
    int pages = 0;
    while (!next.isEmpty()) {
      JsonNode page = api.get(next).body();
      page.path("runs").forEach(run -> listed.add(run.path("id").asLong()));
      next =
          page.has("next_before")
              ? "/api/v1/runs?limit=2&before=" + page.path("next_before").asLong()
              : "";
      pages++;
    }

    assertThat(listed).isEqualTo(begun);
    assertThat(pages).isEqualTo(3);
    assertThat(
            api.get("/api/v1/runs?state=failed&pipeline=failing")
                .body()
                .path("runs")
                .findValuesAsText("id"))
        .containsExactly(begun.get(2).toString());
    assertThat(api.get("/api/v1/runs?pipeline=failing&state=success").body().path("runs"))
        .isEmpty();
  }

  @Test
  void aRunIsFollowedToItsEnd() throws Exception {
    long id = trigger("repeating");

    List<String> events;
    try (Stream<String> lines = api.lines("/api/v1/runs/%d/events".formatted(id))) {
      events = lines.filter(line -> line.startsWith("event: ")).toList();
    }

    assertThat(events).contains("event: step_ended").endsWith("event: end");
    // What has happened before somebody listens is told as it stands by then.
    List<String> again;
    try (Stream<String> lines = api.lines("/api/v1/runs/%d/events".formatted(id))) {
      again = lines.filter(line -> line.startsWith("data: ")).toList();
    }
    assertThat(again.getLast()).startsWith("data: {\"id\":" + id).contains("\"state\":\"success\"");
    assertThat(again)
        .anyMatch(data -> data.contains("\"step\":\"shaky\"") && data.contains("\"attempts\":2"))
        .anyMatch(data -> data.contains("\"value\":\"b\"") && data.contains("did b"));
  }

  @Test
  void aStreamShowsThatItIsThereAndEndsWithTheServer() throws Exception {
    long id = trigger("waiting");

    try (Stream<String> lines = api.lines("/api/v1/runs/%d/events".formatted(id))) {
      Iterator<String> all = lines.iterator();
      int beats = 0;
      while (beats < 3) {
        if (all.next().equals(":")) {
          beats++;
        }
      }
      api.stop();
      List<String> rest = new ArrayList<>();
      all.forEachRemaining(rest::add);
      assertThat(rest).doesNotContain("event: end");
    }
  }

  @Test
  void aRunIsCancelled() throws Exception {
    long id = trigger("waiting");

    Reply cancelled = api.post("/api/v1/runs/%d/cancel".formatted(id), "");

    assertThat(cancelled.body().path("changed").asBoolean()).isTrue();
    assertThat(api.end(id).path("state").asText()).isEqualTo("cancelled");
    assertThat(
            api.post("/api/v1/runs/%d/cancel".formatted(id), "").body().path("changed").asBoolean())
        .isFalse();
  }

  @Test
  void aPipelineIsPaused() throws Exception {
    Reply paused = api.post("/api/v1/pipelines/plain/pause", "");

    assertThat(paused.body().path("changed").asBoolean()).isTrue();
    assertThat(paused.body().path("pipeline").path("paused").asBoolean()).isTrue();
    assertThat(api.post("/api/v1/pipelines/plain/pause", "").body().path("changed").asBoolean())
        .isFalse();
    assertThat(
            api.post("/api/v1/pipelines/plain/unpause", "")
                .body()
                .path("pipeline")
                .path("paused")
                .asBoolean())
        .isFalse();
  }

  @Test
  void mistakesSayWhatIsMeant() throws Exception {
    assertMistake(api.get("/api/v1/pipelines/plian"), 404, "not_found", "did you mean 'plain'?");
    assertMistake(
        api.post("/api/v1/pipelines/plian/pause", ""), 404, "not_found", "did you mean 'plain'?");
    assertMistake(
        api.get("/api/v1/runs/abc"),
        400,
        "invalid_argument",
        "it must be a whole number of 1 or more, such as 17");
    assertMistake(
        api.get("/api/v1/runs/99999999999999999999"),
        400,
        "invalid_argument",
        "it must be a whole number of 1 or more, such as 17");
    assertThat(api.get("/api/v1/runs/4711").status()).isEqualTo(404);
    assertThat(api.get("/api/v1/runs/4711/events").status()).isEqualTo(404);
    assertMistake(
        api.get("/api/v1/runs?state=fialed"),
        400,
        "invalid_argument",
        "it must be one of queued, running, cancelling, success, failed, cancelled");
    assertMistake(
        api.get("/api/v1/runs?limit=0"),
        400,
        "invalid_argument",
        "it must be a whole number between 1 and 1000");
    assertMistake(
        api.get("/api/v1/runs?stat=failed"), 400, "invalid_argument", "did you mean 'state'?");
    assertMistake(
        api.post(RUNS.formatted("plain"), "{\"parameters\": {\"fiel\": \"b\"}}"),
        400,
        "invalid_argument",
        "did you mean 'file'?");
    assertMistake(
        api.post(RUNS.formatted("plain"), "{\"params\": {}}"),
        400,
        "invalid_argument",
        "it has parameters");
    assertThat(api.post(RUNS.formatted("plain"), "{\n \"parameters\": oops}").error("message"))
        .startsWith("the body is wrong in line 2, column 16: it is not JSON: ");
    assertThat(api.post(RUNS.formatted("plain"), "{\"parameters\": 5}").error("message"))
        .contains("'parameters' has another type");
    assertThat(api.post(RUNS.formatted("plain"), "[]").error("message"))
        .contains("it is not an object");
    assertThat(api.post(RUNS.formatted("plain"), "null").error("message"))
        .isEqualTo("the body is null");
    assertThat(api.get("/api/v1/runs").body().path("runs")).isEmpty();
  }

  private static void assertMistake(Reply reply, int status, String code, String remedy) {
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.error("code")).isEqualTo(code);
    assertThat(reply.error("message")).isNotBlank();
    assertThat(reply.error("remedy")).isEqualTo(remedy);
  }

  @Test
  void whatIsNotThereIsSaidInJson() throws Exception {
    assertMistake(api.get("/api/v1/nothing"), 404, "not_found", "see /api");
    Reply wrong = api.send(HttpRequest.newBuilder(api.address("/api/v1/runs/1")).DELETE());
    assertMistake(wrong, 405, "method_not_allowed", "it is for GET");
    assertThat(wrong.response().headers().firstValue("Allow")).contains("GET");
  }

  @Test
  void anotherSitesPageCannotDoAnything() throws Exception {
    HttpRequest.Builder form =
        HttpRequest.newBuilder(api.address(RUNS.formatted("plain")))
            .header("Content-Type", "text/plain")
            .POST(BodyPublishers.ofString("{}"));
    assertMistake(
        api.send(form),
        415,
        "unsupported_media_type",
        "add the header Content-Type: application/json");
    assertThat(
            api.send(
                    HttpRequest.newBuilder(api.address(RUNS.formatted("plain")))
                        .POST(BodyPublishers.noBody()))
                .status())
        .isEqualTo(415);
    assertThat(statusFor("evil.example")).contains(" 403 ");
    assertThat(statusFor("localhost")).contains(" 200 ");
    assertThat(statusFor("[::1]")).contains(" 200 ");
    assertThat(api.get("/api/v1/runs").body().path("runs")).isEmpty();
  }

  private String statusFor(String host) throws IOException {
    try (Socket socket = new Socket(api.address("/").getHost(), api.address("/").getPort());
        OutputStream out = socket.getOutputStream()) {
      out.write(
          "GET /api/v1/pipelines HTTP/1.1\r\nHost: %s:8080\r\nConnection: close\r\n\r\n"
              .formatted(host)
              .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void healthNamesTheProject() throws Exception {
    Reply health = api.get("/api/v1/health");

    assertThat(health.status()).isEqualTo(200);
    assertThat(health.body().path("status").asText()).isEqualTo("ok");
    assertThat(health.body().path("project").asText()).isEqualTo(directory.toString());
  }

  @Test
  void openApiSaysWhatIsRouted() throws Exception {
    JsonNode document = api.get("/api/v1/openapi.json").body();

    assertThat(document.path("openapi").asText()).isEqualTo("3.1.0");
    JsonNode run = document.path("components").path("schemas").path("Run");
    assertThat(run.path("properties").path("logical_time").toString())
        .isEqualTo("{\"type\":\"string\",\"format\":\"date-time\"}");
    assertThat(run.path("required").toString()).contains("\"id\"").doesNotContain("ended_at");
    assertThat(
            document
                .at("/paths/~1pipelines~1{name}~1runs/post/requestBody/content")
                .path("application/json")
                .path("schema")
                .path("$ref")
                .asText())
        .isEqualTo("#/components/schemas/Trigger");
    // Every reference leads to a schema.
    Set<String> missing = new TreeSet<>();
    for (String reference : document.findValuesAsText("$ref")) {
      if (document.at(reference.substring(1)).isMissingNode()) {
        missing.add(reference);
      }
    }
    assertThat(missing).isEmpty();
    // What an answer has is what its schema says.
    long id = trigger("plain");
    JsonNode answer = api.end(id);
    assertThat(run.path("properties").properties().stream().map(entry -> entry.getKey()).toList())
        .containsAll(answer.properties().stream().map(entry -> entry.getKey()).toList());
    for (JsonNode required : run.path("required")) {
      assertThat(answer.has(required.asText())).as(required.asText()).isTrue();
    }
  }

  @Test
  void thePageListsTheOperations() throws Exception {
    JsonNode document = api.get("/api/v1/openapi.json").body();
    String page;
    try (Stream<String> lines = api.lines("/api")) {
      page = String.join("\n", lines.toList());
    }

    assertThat(document.path("paths").size()).isGreaterThan(8);
    for (JsonNode path : document.path("paths")) {
      for (JsonNode operation : path) {
        assertThat(page).contains(operation.path("summary").asText());
      }
    }
    assertThat(page).contains("<a href=\"#RunDetails\">RunDetails</a>", "id=\"RunDetails\"");
  }
}
