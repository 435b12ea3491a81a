package dev.lakehouse.serve.trino;

import static dev.lakehouse.serve.trino.TestEngine.one;
import static dev.lakehouse.serve.trino.TestResult.column;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lakehouse.sql.StatementProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What becomes of queries: they wait, are cancelled, are given up, are forgotten. */
class QueryLifecycleTest extends ProtocolTest {
  @Test
  void aClientThatDoesNotFetchStopsTheProducer() throws Exception {
    AtomicInteger produced = new AtomicInteger();
    TestResult result =
        TestResult.rows(
            List.of(column("text", "varchar")),
            Stream.generate(
                    () -> {
                      produced.incrementAndGet();
                      return List.<Object>of("x".repeat(1000));
                    })
                .limit(100_000)
                .iterator());
    engine.on("SELECT wide", (session, control) -> result);
    try (RunningProtocol running = RunningProtocol.start(engine)) {
      JsonNode first = running.firstPage(running.submit("SELECT wide"));
      Await.until(() -> produced.get() > 2000);

      JsonNode page = first;
      int rows = page.get("data").size();
      while (page.has("nextUri")) {
        // 3 MB: a page, a full buffer, and what did not fit into it.
        assertThat(produced.get() - rows).isLessThan(4000);
        page = running.next(page);
        rows += page.withArray("data").size();
      }
      assertThat(rows).isEqualTo(100_000);
      assertThat(result.closed()).isTrue();
    }
  }

  @Test
  void aCancelledStatementStopsInTheEngine() throws Exception {
    CountDownLatch stopped = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    engine.on("SELECT endless", TestEngine.untilCancelled(begun, stopped));
    try (RunningProtocol running = RunningProtocol.start(engine)) {
      JsonNode submitted = running.submit("SELECT endless");
      begun.await();
      String next = submitted.get("nextUri").asText();

      assertThat(running.send("DELETE", next).statusCode()).isEqualTo(204);

      stopped.await();
      JsonNode page = running.get(next);
      assertThat(page.at("/error/errorName").asText()).isEqualTo("USER_CANCELED");
      assertThat(page.at("/error/message").asText()).isEqualTo("Query was canceled");
      assertThat(page.has("nextUri")).isFalse();
    }
  }

  @Test
  void aStageThatIsCancelledLeavesTheRowsThatAreThere() throws Exception {
    TestResult result = TestResult.endless();
    engine.on("SELECT endless", (session, control) -> result);
    try (RunningProtocol running = RunningProtocol.start(engine)) {
      JsonNode page = running.firstPage(running.submit("SELECT endless"));
      String cancel = page.get("partialCancelUri").asText();

      assertThat(running.send("DELETE", cancel).statusCode()).isEqualTo(204);

      while (page.has("nextUri")) {
        page = running.next(page);
      }
      assertThat(page.has("error")).isFalse();
      assertThat(page.at("/stats/state").asText()).isEqualTo("FINISHED");
      Await.until(() -> result.closed().get());
    }
  }

  @Test
  void othersWaitTheirTurnAndTooManyAreRefused() throws Exception {
    ProtocolSettings one = new ProtocolSettings(1, 1, Duration.ofMinutes(1), Duration.ofMinutes(1));
    try (RunningProtocol running = RunningProtocol.start(engine, one)) {
      JsonNode slow = running.submit("SELECT slow");
      JsonNode waiting = running.submit("SELECT 1");
      assertThat(waiting.at("/stats/queued").asBoolean()).isTrue();
      assertThat(waiting.get("nextUri").asText()).contains("/queued/");
      JsonNode refused = running.firstPage(running.submit("SELECT 1"));
      assertThat(refused.at("/error/errorName").asText()).isEqualTo("QUERY_QUEUE_FULL");
      JsonNode still = running.get(waiting.get("nextUri").asText() + "?maxWait=1ms");
      assertThat(still.at("/stats/state").asText()).isEqualTo("QUEUED");

      gate.countDown();

      assertThat(running.firstPage(still).get("data").toString()).isEqualTo("[[1]]");
      assertThat(running.firstPage(slow).get("data").toString()).isEqualTo("[[1]]");
    }
  }

  @Test
  void oneThatIsCancelledWhileItWaitsNeverRuns() throws Exception {
    ProtocolSettings one = new ProtocolSettings(1, 1, Duration.ofMinutes(1), Duration.ofMinutes(1));
    try (RunningProtocol running = RunningProtocol.start(engine, one)) {
      JsonNode slow = running.submit("SELECT slow");
      JsonNode waiting = running.submit("SELECT 1");
      running.send("DELETE", waiting.get("nextUri").asText());
      JsonNode another = running.submit("USE lake.gold");
      assertThat(another.at("/stats/state").asText()).isEqualTo("QUEUED");

      gate.countDown();

      running.firstPage(slow);
      running.firstPage(another);
      assertThat(engine.sessions()).hasSize(2);
      assertThat(running.firstPage(waiting).at("/error/errorName").asText())
          .isEqualTo("USER_CANCELED");
    }
  }

  @Test
  void aClientThatHasGoneHoldsNothing() throws Exception {
    ProtocolSettings impatient =
        new ProtocolSettings(1, 10, Duration.ofMillis(300), Duration.ofMillis(100));
    TestResult result = TestResult.endless();
    engine.on("SELECT endless", (session, control) -> result);
    try (RunningProtocol running = RunningProtocol.start(engine, impatient)) {
      String id = running.submit("SELECT endless").get("id").asText();

      Await.until(() -> result.closed().get());
      // Its slot is free again.
      assertThat(running.firstPage(running.submit("SELECT 1")).get("data").toString())
          .isEqualTo("[[1]]");
      Await.until(() -> running.queries().live(id).isEmpty());
      QueryInfo info = running.queries().find(id).orElseThrow();
      assertThat(info.state()).isEqualTo(QueryState.FAILED);
      assertThat(info.failure().orElseThrow().error().name()).isEqualTo("ABANDONED_QUERY");
      assertThat(running.get("/v1/query/" + id).get("query").asText()).isEqualTo("SELECT endless");
    }
  }

  @Test
  void oneThatDoesNotStopHoldsUpNoOther() throws Exception {
    ProtocolSettings impatient =
        new ProtocolSettings(2, 10, Duration.ofMillis(300), Duration.ofMillis(100));
    CountDownLatch asked = new CountDownLatch(1);
    engine.on(
        "SELECT stuck",
        (session, control) -> {
          control.attach(
              () -> StatementProgress.UNKNOWN,
              () -> {
                asked.countDown();
                awaitGate();
              });
          gate.await();
          return one("_col0", "integer", 1);
        });
    TestResult endless = TestResult.endless();
    engine.on("SELECT endless", (session, control) -> endless);
    try (RunningProtocol running = RunningProtocol.start(engine, impatient)) {
      running.submit("SELECT stuck");
      asked.await();
      running.submit("SELECT endless");
      Await.until(() -> endless.closed().get());

      String id = running.submit("SELECT slow").get("id").asText();
      running.send("DELETE", "/v1/query/" + id);
      assertThat(running.get("/v1/query/" + id).get("state").asText()).isEqualTo("FAILED");
      gate.countDown();
    }
  }

  private void awaitGate() {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void lastPagesAreKeptAsLongAsThereIsRoom() throws Exception {
    engine.on("CALL wide", (session, control) -> TestResult.call("x".repeat(1 << 20)));
    try (RunningProtocol running = RunningProtocol.start(engine)) {
      List<String> lastPages = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        JsonNode before = beforeTheRows(running, "CALL wide");
        awaitFinished(running, before);
        lastPages.addLast(before.get("nextUri").asText());
        assertThat(running.get(lastPages.getLast()).has("nextUri")).isFalse();
      }
      String oldest = lastPages.getFirst();
      Await.until(() -> running.status("GET", oldest) == 404);
      assertThat(running.get(lastPages.getLast()).get("data")).hasSize(1);
    }
  }

  /** A statement of which no page can be written while its progress is not known. */
  private void onUnwritable(String sql, TestResult result, AtomicBoolean unwritable) {
    engine.on(
        sql,
        (session, control) -> {
          control.attach(
              () -> {
                if (unwritable.get()) {
                  throw new IllegalStateException("no progress is known");
                }
                return StatementProgress.UNKNOWN;
              },
              () -> {});
          return result;
        });
  }

  /** The last answer before there are rows. */
  private static JsonNode beforeTheRows(RunningProtocol running, String sql) throws Exception {
    JsonNode answer = running.submit(sql);
    while (answer.get("nextUri").asText().contains("/queued/")) {
      answer = running.next(answer);
    }
    return answer;
  }

  /** Waits until a change is made: then all its rows are one page. */
  private static void awaitFinished(RunningProtocol running, JsonNode answer) {
    String id = answer.get("id").asText();
    Await.until(() -> running.queries().find(id).orElseThrow().state() == QueryState.FINISHED);
  }

  @Test
  void aQueryWhosePageCannotBeWrittenFails() throws Exception {
    AtomicBoolean unwritable = new AtomicBoolean();
    TestResult endless = TestResult.endless();
    onUnwritable("SELECT endless", endless, unwritable);
    try (RunningProtocol running = RunningProtocol.start(engine)) {
      JsonNode before = running.firstPage(beforeTheRows(running, "SELECT endless"));
      unwritable.set(true);
      assertThat(running.status("GET", before.get("nextUri").asText())).isEqualTo(500);
      unwritable.set(false);

      JsonNode again = running.next(before);

      assertThat(again.at("/error/errorName").asText()).isEqualTo("GENERIC_INTERNAL_ERROR");
      assertThat(again.at("/error/message").asText()).contains("no progress is known");
      Await.until(() -> endless.closed().get());
    }
  }

  @Test
  void anEndThatCannotBeWrittenIsThereForWhoAsksAgain() throws Exception {
    AtomicBoolean unwritable = new AtomicBoolean();
    onUnwritable("INSERT", TestResult.change("INSERT", 3), unwritable);
    try (RunningProtocol running = RunningProtocol.start(engine)) {
      JsonNode before = beforeTheRows(running, "INSERT");
      awaitFinished(running, before);
      unwritable.set(true);
      assertThat(running.status("GET", before.get("nextUri").asText())).isEqualTo(500);
      unwritable.set(false);

      JsonNode again = running.next(before);

      assertThat(again.get("data").toString()).isEqualTo("[[3]]");
      assertThat(again.has("error")).isFalse();
      assertThat(again.at("/stats/state").asText()).isEqualTo("FINISHED");
    }
  }

  @Test
  void theListOfQueriesShowsThemAndCancels() throws Exception {
    try (RunningProtocol running = RunningProtocol.start(engine)) {
      running.firstPage(running.submit("SELEC 1"));
      String id = running.submit("SELECT slow").get("id").asText();

      JsonNode list = running.get("/v1/query");
      assertThat(list.findValuesAsText("query")).containsExactly("SELECT slow", "SELEC 1");
      assertThat(list.at("/1/errorCode/name").asText()).isEqualTo("SYNTAX_ERROR");
      assertThat(list.at("/0/session/user").asText()).isEqualTo("ann");
      assertThat(running.get("/v1/query?state=running")).hasSize(1);
      assertThat(running.send("DELETE", "/v1/query/" + id).statusCode()).isEqualTo(204);
      assertThat(running.get("/v1/query/" + id).get("state").asText()).isEqualTo("FAILED");
      assertThat(running.send("GET", "/v1/query/nothing").statusCode()).isEqualTo(404);
      assertThat(running.send("DELETE", "/v1/query/nothing").statusCode()).isEqualTo(404);
      gate.countDown();
    }
  }

  @Test
  void whenItStopsClientsHearOfIt() throws Exception {
    CountDownLatch stopped = new CountDownLatch(1);
    engine.on("SELECT endless", TestEngine.untilCancelled(new CountDownLatch(1), stopped));
    try (RunningProtocol running = RunningProtocol.start(engine)) {
      JsonNode submitted = running.submit("SELECT endless");

      running.protocol().close();

      assertThat(running.firstPage(submitted).at("/error/errorName").asText())
          .isEqualTo("SERVER_SHUTTING_DOWN");
      assertThat(running.firstPage(running.submit("SELECT 1")).at("/error/errorName").asText())
          .isEqualTo("SERVER_SHUTTING_DOWN");
    }
  }
}
