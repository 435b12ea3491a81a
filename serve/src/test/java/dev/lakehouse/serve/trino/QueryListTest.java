package dev.lakehouse.serve.trino;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lakehouse.sql.QueryList;
import dev.lakehouse.sql.QueryRecord;
import dev.lakehouse.sql.SqlException;
import dev.lakehouse.sql.StatementProgress;
import io.trino.spi.StandardErrorCode;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What an engine is told of the queries that a server runs, and what it can do with them. */
class QueryListTest {
  @Test
  void aQueryIsListedAndKilledOnce() throws Exception {
    SqlException killed =
        SqlException.of(
            StandardErrorCode.ADMINISTRATIVELY_KILLED, "Query killed. Message: m", null);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    TestEngine engine =
        new TestEngine()
            .on(
                "SELECT endless",
                (session, control) -> {
                  control.attach(() -> StatementProgress.UNKNOWN, stopped::countDown);
                  begun.countDown();
                  stopped.await();
                  throw control.cancelled().orElseThrow();
                });
    try (RunningProtocol running = RunningProtocol.start(engine)) {
      QueryList queries = running.queries().listed(InstantSource.system());
      JsonNode endless = running.submit("SELECT endless");
      String id = endless.get("id").asText();
      begun.await();
      assertThat(queries.records())
          .filteredOn(QueryRecord::id, id)
          .extracting(QueryRecord::state)
          .containsExactly("RUNNING");

      assertThat(queries.kill(id, killed)).isEqualTo(QueryList.Kill.KILLED);
      stopped.await();
      JsonNode last = running.firstPage(endless);
      assertThat(last.at("/error/errorName").asText()).isEqualTo("ADMINISTRATIVELY_KILLED");
      assertThat(last.at("/error/message").asText()).isEqualTo("Query killed. Message: m");
      assertThat(queries.records())
          .filteredOn(QueryRecord::id, id)
          .extracting(QueryRecord::state)
          .containsExactly("FAILED");
      assertThat(queries.kill(id, killed)).isEqualTo(QueryList.Kill.NOT_RUNNING);

      JsonNode done = running.submit("SELECT 1");
      JsonNode page = running.firstPage(done);
      while (page.has("nextUri")) {
        page = running.next(page);
      }
      assertThat(queries.kill(done.get("id").asText(), killed))
          .isEqualTo(QueryList.Kill.NOT_RUNNING);
      assertThat(queries.kill("20240101_000000_00000_aaaaa", killed))
          .isEqualTo(QueryList.Kill.NOT_FOUND);
    }
  }
}
