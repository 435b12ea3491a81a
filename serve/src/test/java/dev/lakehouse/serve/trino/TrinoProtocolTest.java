package dev.lakehouse.serve.trino;

import static dev.lakehouse.serve.trino.TestEngine.one;
import static dev.lakehouse.serve.trino.TestResult.column;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TrinoProtocolTest extends ProtocolTest {
  private static final String USER = "X-Trino-User";

  @Test
  void answersAStatementInTwoRequests() throws Exception {
    try (RunningProtocol running = RunningProtocol.start(engine)) {
      JsonNode first = running.submit("SELECT 1");
      assertThat(first.get("id").asText()).matches("\\d{8}_\\d{6}_\\d{5}_[a-z2-9]{5}");
      assertThat(first.has("data")).isFalse();

      JsonNode second = running.next(first);

      assertThat(second.get("columns").toString())
          .isEqualTo(
              """
              [{"name":"_col0","type":"integer",\
              "typeSignature":{"rawType":"integer","arguments":[]}}]\
              """);
      assertThat(second.get("data").toString()).isEqualTo("[[1]]");
      assertThat(second.has("nextUri")).isFalse();
      assertThat(second.at("/stats/state").asText()).isEqualTo("FINISHED");
      assertThat(second.at("/stats/progressPercentage").asInt()).isEqualTo(100);
    }
  }

  @Test
  void theLastPageCanBeFetchedAgainAndNoOther() throws Exception {
    try (RunningProtocol running = RunningProtocol.start(engine)) {
      engine.on(
          "SELECT many",
          (session, control) ->
              TestResult.rows(
                  List.of(column("text", "varchar")),
                  Stream.generate(() -> List.<Object>of("x".repeat(1000))).limit(5000).iterator()));
      JsonNode submitted = running.submit("SELECT many");
      String firstUri = submitted.get("nextUri").asText();
      JsonNode first = running.get(firstUri);
      assertThat(running.get(firstUri)).isEqualTo(first);
      JsonNode second = running.next(first);

      assertThat(running.send("GET", firstUri).statusCode()).isEqualTo(410);
      int rows = first.withArray("data").size() + second.withArray("data").size();
      JsonNode page = second;
      String lastUri = "";
      while (page.has("nextUri")) {
        lastUri = page.get("nextUri").asText();
        page = running.get(lastUri);
        rows += page.withArray("data").size();
      }
      assertThat(rows).isEqualTo(5000);
      assertThat(running.get(lastUri)).as("the end, again").isEqualTo(page);
    }
  }

  @Test
  void aClientThatAsksTwiceAtOnceGetsOnePage() throws Exception {
    try (RunningProtocol running = RunningProtocol.start(engine);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      String next = running.submit("SELECT slow").get("nextUri").asText();
      List<Future<JsonNode>> pages = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        pages.add(threads.submit(() -> running.get(next)));
      }

      gate.countDown();

      JsonNode first = pages.getFirst().get();
      for (Future<JsonNode> page : pages) {
        assertThat(page.get()).isEqualTo(first);
      }
      assertThat(running.firstPage(first).get("data").toString()).isEqualTo("[[1]]");
    }
  }

  @Test
  void aStatementHasAGreatestLength() throws Exception {
    String tooLong = "SELECT 1 -- " + "x".repeat(4 << 20);
    String justLongEnough = "SELECT 1 -- " + "x".repeat(3 << 20);
    engine.on(justLongEnough, (session, control) -> one("_col0", "integer", 2));
    try (RunningProtocol running = RunningProtocol.start(engine)) {
      assertRefused(running.post(tooLong, USER, "ann"), 413, "longer than 4194304 bytes");
      assertThat(running.firstPage(running.submit(justLongEnough)).get("data").toString())
          .isEqualTo("[[2]]");
    }
  }

  @Test
  void addressesAreThoseOfTheProxy() throws Exception {
    try (RunningProtocol running = RunningProtocol.start(engine)) {
      HttpResponse<byte[]> response =
          running.post(
              "SELECT 1",
              USER,
              "ann",
              "X-Forwarded-Proto",
              "https",
              "X-Forwarded-Host",
              "lake.example.com");
      assertThat(running.json(response).get("nextUri").asText())
          .startsWith("https://lake.example.com/v1/statement/executing/");
    }
  }

  @Test
  void onlyWhoKnowsTheSlugGetsRows() throws Exception {
    try (RunningProtocol running = RunningProtocol.start(engine)) {
      String next = running.submit("SELECT 1").get("nextUri").asText();
      String wrong = next.replaceFirst("/y[0-9a-f]+/", "/y0123/");
      assertThat(wrong).isNotEqualTo(next);

      assertThat(running.send("GET", wrong).statusCode()).isEqualTo(404);
      assertThat(running.send("DELETE", wrong).statusCode()).isEqualTo(404);
      assertThat(running.send("GET", next.replaceFirst("0$", "7")).statusCode()).isEqualTo(404);
      assertThat(running.get(next).get("data").toString()).isEqualTo("[[1]]");
    }
  }

  @Test
  void aStatementThatTakesLongIsAskedForAgainAndAgain() throws Exception {
    try (RunningProtocol running = RunningProtocol.start(engine)) {
      JsonNode waiting =
          running.get(running.submit("SELECT slow").get("nextUri").asText() + "?maxWait=1ms");
      assertThat(waiting.has("columns")).isFalse();
      assertThat(waiting.at("/stats/state").asText()).isEqualTo("RUNNING");
      String next = waiting.get("nextUri").asText();
      assertThat(running.send("HEAD", next).statusCode()).isEqualTo(200);

      gate.countDown();

      assertThat(running.firstPage(waiting).get("data").toString()).isEqualTo("[[1]]");
    }
  }

  @Test
  void anErrorHasItsNameAndPlace() throws Exception {
    try (RunningProtocol running = RunningProtocol.start(engine)) {
      JsonNode error = running.firstPage(running.submit("SELEC 1")).get("error");
      assertThat(error.get("errorName").asText()).isEqualTo("SYNTAX_ERROR");
      assertThat(error.get("errorCode").asInt()).isEqualTo(1);
      assertThat(error.get("errorType").asText()).isEqualTo("USER_ERROR");
      assertThat(error.get("errorLocation").toString())
          .isEqualTo("{\"lineNumber\":1,\"columnNumber\":8}");
      assertThat(error.at("/failureInfo/message").asText()).contains("mismatched input");
      assertThat(error.at("/failureInfo/stack")).isEmpty();
    }
  }

  @Test
  void aBugOfTheEngineIsAnErrorOfTheQuery() throws Exception {
    engine.on(
        "SELECT bug",
        (session, control) -> {
          throw new IllegalStateException("boom");
        });
    engine.on("SELECT strange", (session, control) -> one("_col0", "integer", new Object()));
    try (RunningProtocol running = RunningProtocol.start(engine)) {
      for (String sql : List.of("SELECT bug", "SELECT strange")) {
        JsonNode page = running.firstPage(running.submit(sql));
        assertThat(page.at("/error/errorName").asText()).isEqualTo("GENERIC_INTERNAL_ERROR");
        assertThat(page.has("data")).isFalse();
      }
    }
  }

  @Test
  void anErrorAfterSomeRowsTakesThePlaceOfTheOthers() throws Exception {
    engine.on(
        "SELECT broken",
        (session, control) ->
            TestResult.rows(
                List.of(column("n", "integer")),
                IntStream.iterate(1000, n -> n - 1)
                    .mapToObj(n -> List.<Object>of(1 / n))
                    .iterator()));
    try (RunningProtocol running = RunningProtocol.start(engine)) {
      JsonNode page = running.submit("SELECT broken");
      while (page.has("nextUri")) {
        page = running.next(page);
      }
      assertThat(page.at("/error/errorName").asText()).isEqualTo("GENERIC_INTERNAL_ERROR");
      assertThat(page.at("/stats/state").asText()).isEqualTo("FAILED");
    }
  }

  @Test
  void theEngineGetsWhatTheHeadersSay() throws Exception {
    try (RunningProtocol running = RunningProtocol.start(engine)) {
      HttpResponse<byte[]> response =
          running.post(
              "SELECT 1",
              USER,
              "ann",
              "X-Trino-Source",
              "superset",
              "X-Trino-Catalog",
              "Lake",
              "X-Trino-Schema",
              "Gold",
              "X-Trino-Path",
              "a.b",
              "X-Trino-Time-Zone",
              "Europe/Berlin",
              "X-Trino-Language",
              "de-DE",
              "X-Trino-Session",
              "a=x%3Dy%2Cz,lake.b=2",
              "X-Trino-Session",
              "c=%C3%A9",
              "X-Trino-Prepared-Statement",
              "s1=SELECT+%3F, s%202=SELECT+2",
              "X-Trino-Client-Info",
              "report 7",
              "X-Trino-Client-Tags",
              "b, a",
              "X-Trino-Transaction-Id",
              "NONE");
      running.firstPage(running.json(response));

      var session = engine.sessions().take();
      assertThat(session.user()).isEqualTo("ann");
      assertThat(session.source()).contains("superset");
      assertThat(session.catalog()).contains("lake");
      assertThat(session.schema()).contains("gold");
      assertThat(session.path()).contains("a.b");
      assertThat(session.timeZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
      assertThat(session.locale().getLanguage()).isEqualTo("de");
      assertThat(session.properties()).isEqualTo(Map.of("a", "x=y,z", "lake.b", "2", "c", "é"));
      assertThat(session.preparedStatements())
          .isEqualTo(Map.of("s1", "SELECT ?", "s 2", "SELECT 2"));
      ClientRequest client = running.queries().list().getFirst().client();
      assertThat(client.info()).contains("report 7");
      assertThat(client.tags()).containsExactlyInAnyOrder("a", "b");
    }
  }

  @Test
  void wrongHeadersAreRefused() throws Exception {
    try (RunningProtocol running = RunningProtocol.start(engine)) {
      assertRefused(running.post("SELECT 1"), 401, "X-Trino-User must be sent");
      assertRefused(running.post("", USER, "ann"), 400, "SQL statement is empty");
      refuses(running, "X-Trino-Schema", "gold", "Schema is set but catalog is not");
      refuses(running, "X-Trino-Session", "a", "Invalid X-Trino-Session header");
      refuses(running, "X-Trino-Session", ".a=1", "Invalid X-Trino-Session header");
      refuses(running, "X-Trino-Session", "a=%zz", "Invalid X-Trino-Session header");
      refuses(running, "X-Trino-Time-Zone", "Mars/Phobos", "Time zone not supported");
      refuses(running, "X-Trino-Transaction-Id", "7", "Unknown transaction ID: 7");
      refuses(running, "X-Trino-Prepared-Statement", "a=$zstd:AAAA", "Prepared-Statement header");
      refuses(running, "X-Trino-Extra-Credential", "internal$a=b", "extra credential name");
      assertThat(engine.sessions()).isEmpty();
    }
  }

  private static void refuses(RunningProtocol running, String header, String value, String message)
      throws Exception {
    assertRefused(running.post("SELECT 1", USER, "ann", header, value), 400, message);
  }

  private static void assertRefused(HttpResponse<byte[]> response, int status, String message) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(new String(response.body(), UTF_8)).contains(message);
  }

  @Test
  void clientsHearWhatChangesInTheirSession() throws Exception {
    try (RunningProtocol running = RunningProtocol.start(engine)) {
      assertHeader(running, "USE lake.gold", "X-Trino-Set-Catalog", "lake");
      assertHeader(running, "USE lake.gold", "X-Trino-Set-Schema", "gold");
      assertHeader(running, "SET SESSION a = 'x=y'", "X-Trino-Set-Session", "a=x%3Dy");
      assertHeader(running, "RESET SESSION a", "X-Trino-Clear-Session", "a");
      assertHeader(running, "PREPARE s FROM SELECT 1", "X-Trino-Added-Prepare", "s=SELECT+1");
      assertHeader(running, "DEALLOCATE PREPARE s", "X-Trino-Deallocated-Prepare", "s");
    }
  }

  private static void assertHeader(RunningProtocol running, String sql, String header, String value)
      throws Exception {
    JsonNode submitted = running.submit(sql);
    HttpResponse<byte[]> response = running.send("GET", submitted.get("nextUri").asText());
    assertThat(response.headers().firstValue(header)).as(sql).contains(value);
    assertThat(running.json(response).has("updateType")).isTrue();
  }

  @Test
  void saysWhatItIs() throws Exception {
    try (RunningProtocol running = RunningProtocol.start(engine)) {
      JsonNode info = running.get("/v1/info");
      assertThat(info.at("/nodeVersion/version").asText()).isEqualTo("476");
      assertThat(info.get("coordinator").asBoolean()).isTrue();
      assertThat(info.get("starting").asBoolean()).isFalse();
      assertThat(running.get("/v1/info/state").asText()).isEqualTo("ACTIVE");
      assertThat(running.get("/v1/status").get("processors").asInt()).isPositive();
      assertThat(running.send("HEAD", "/v1/statement").statusCode()).isEqualTo(200);
    }
  }
}
