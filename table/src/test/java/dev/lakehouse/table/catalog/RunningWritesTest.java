package dev.lakehouse.table.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.table.TestDatabase;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestDatabase.class)
class RunningWritesTest {
  private static final TableIdentifier ORDERS = TableIdentifier.of("shop", "orders");
  private static final TableIdentifier CUSTOMERS = TableIdentifier.of("shop", "customers");

  private Database database;
  private Database otherProcess;
  private Instant begin;

  @BeforeEach
  void open(TestDatabase.Server server) throws SQLException {
    database = server.open();
    otherProcess = Database.open(database.settings());
    begin = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }

  @AfterEach
  void close() {
    otherProcess.close();
    database.close();
  }

  private Optional<Instant> oldest(TableIdentifier... tables) {
    return otherProcess.writes().oldest(List.of(tables));
  }

  @Test
  void aWriteIsSeenByOtherProcessesWhileItRuns() {
    database
        .writes()
        .during(
            ORDERS,
            () -> {
              assertThat(oldest(ORDERS).orElseThrow()).isBetween(begin, Instant.now());
              assertThat(oldest(CUSTOMERS, ORDERS)).isPresent();
              assertThat(oldest(CUSTOMERS)).isEmpty();
              return ORDERS;
            });

    assertThat(oldest(ORDERS)).isEmpty();
    assertThat(oldest()).isEmpty();
  }

  @Test
  void whoeverIsInsideTheGateIsSeen() {
    CommitGate gate = new CommitGate(database);

    assertThat(gate.shared(ORDERS, () -> oldest(ORDERS))).isPresent();
    assertThat(gate.exclusive(ORDERS, () -> oldest(ORDERS))).isPresent();
    assertThat(oldest(ORDERS)).isEmpty();
  }

  @Test
  void writesInsideWritesAreCounted() {
    database
        .writes()
        .during(
            ORDERS,
            () -> {
              assertThat(database.writes().during(ORDERS, () -> oldest(ORDERS))).isPresent();
              assertThat(oldest(ORDERS)).isPresent();
              return ORDERS;
            });

    assertThat(oldest(ORDERS)).isEmpty();
  }

  @Test
  void aWriteThatFailsIsOver() {
    IllegalStateException failure = new IllegalStateException("no");

    assertThatThrownBy(() ->
            database
                .writes()
                .during(
                    ORDERS,
                    () -> {
                      throw failure;
                    }))
        .isSameAs(failure);
    assertThat(oldest(ORDERS)).isEmpty();
  }

  @Test
  void aProcessThatIsGoneWritesNoMore() throws Exception {
    try (Database dead = Database.open(database.settings())) {
      dead.writes()
          .during(
              ORDERS,
              () -> {
                assertThat(oldest(ORDERS)).isPresent();
                terminate();
                assertThat(oldest(ORDERS)).isEmpty();
                return ORDERS;
              });
    }
  }

  @Test
  void withTheNextWriteALostConnectionIsThereAgain() {
    database
        .writes()
        .during(
            ORDERS,
            () -> {
              terminate();
              return database
                  .writes()
                  .during(
                      CUSTOMERS,
                      () -> {
                        assertThat(oldest(ORDERS)).isPresent();
                        assertThat(oldest(CUSTOMERS)).isPresent();
                        return CUSTOMERS;
                      });
            });

    assertThat(oldest(ORDERS, CUSTOMERS)).isEmpty();
  }

  /** Ends the connections that hold locks, and waits until they are gone. */
  private void terminate() {
    try (var connection = database.work().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(
          "SELECT pg_terminate_backend(pid, 60000) FROM pg_locks WHERE locktype = 'advisory'");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
