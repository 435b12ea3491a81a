package dev.lakehouse.sql.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.sql.SqlSession;
import dev.lakehouse.sql.StatementControl;
import dev.lakehouse.sql.StatementProgress;
import dev.lakehouse.sql.connector.LakehouseConnector;
import dev.lakehouse.sql.trino.TrinoFrontEnd;
import io.trino.Session;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunningStatementsTest {
  private TrinoFrontEnd frontEnd;

  @BeforeAll
  void start() {
    frontEnd =
        TrinoFrontEnd.start(
            "none",
            new LakehouseConnector(() -> {
              throw new IllegalStateException("there are no tables");
            }));
  }

  @AfterAll
  void stop() {
    frontEnd.close();
  }

  private Session session(Map<String, String> properties) {
    return frontEnd.inTransaction(
        new SqlSession(
            "ann",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            ZoneId.of("UTC"),
            Locale.ENGLISH,
            properties,
            Map.of()),
        TrinoFrontEnd.Transaction::session);
  }

  @Test
  void aStatementThatHasEndedLeavesNothing() {
    Session session = session(Map.of());
    try (RunningStatements running = new RunningStatements()) {
      RunningStatements.Watch other = running.watch(session, new StatementControl());
      for (int i = 0; i < 100; i++) {
        running.watch(session, new StatementControl()).close();
      }
      assertThat(running.limits()).isEqualTo(1);
      other.close();
      assertThat(running.limits()).isZero();
    }
  }

  @Test
  @Timeout(60)
  void oneThatDoesNotStopHoldsUpNoOther() throws Exception {
    Session session = session(Map.of("query_max_run_time", "1ms"));
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    try (RunningStatements running = new RunningStatements()) {
      StatementControl first = new StatementControl();
      first.attach(
          () -> StatementProgress.UNKNOWN,
          () -> {
            asked.countDown();
            awaitQuietly(stuck);
          });
      StatementControl second = new StatementControl();
      second.attach(() -> StatementProgress.UNKNOWN, stopped::countDown);

      try (RunningStatements.Watch _ = running.watch(session, first)) {
        asked.await();
        try (RunningStatements.Watch _ = running.watch(session, second)) {
          stopped.await();
        }
      }
      assertThat(second.cancelled().orElseThrow().error().name()).isEqualTo("EXCEEDED_TIME_LIMIT");
      stuck.countDown();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
