package dev.lakehouse.table.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.table.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
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

  private Optional<Instant> oldest() {
    return otherProcess.writes().oldest();
  }

  @Test
  void aWriteIsSeenByOtherProcessesWhileItRuns() {
    Optional<Instant> seen = database.writes().during(this::oldest);

    assertThat(seen.orElseThrow()).isBetween(begin, Instant.now());
    assertThat(oldest()).isEmpty();
  }

  @Test
  void whoeverIsInsideTheGateIsSeen() {
    CommitGate gate = new CommitGate(database);

    assertThat(gate.shared(ORDERS, this::oldest)).isPresent();
    assertThat(gate.exclusive(ORDERS, this::oldest)).isPresent();
    assertThat(oldest()).isEmpty();
  }

  @Test
  void writesInsideWritesAreCounted() {
    List<Optional<Instant>> seen =
        database.writes().during(() -> List.of(database.writes().during(this::oldest), oldest()));

    assertThat(seen).allMatch(Optional::isPresent);
    assertThat(oldest()).isEmpty();
  }

  @Test
  void aWriteThatFailsIsOver() {
    IllegalStateException failure = new IllegalStateException("no");

    assertThatThrownBy(() ->
            database
                .writes()
                .during(() -> {
                  throw failure;
                }))
        .isSameAs(failure);
    assertThat(oldest()).isEmpty();
  }

  @Test
  void aProcessThatIsGoneWritesNoMore() {
    Optional<Instant> seen =
        database
            .writes()
            .during(() -> {
              terminate();
              return oldest();
            });

    assertThat(seen).isEmpty();
  }

  @Test
  void withTheNextWriteALostConnectionIsThereAgain() {
    Optional<Instant> seen =
        database
            .writes()
            .during(() -> {
              terminate();
              database.writes().during(() -> "the next");
              return oldest();
            });

    assertThat(seen).isPresent();
    assertThat(oldest()).isEmpty();
  }

  /** Ends the connections that hold locks, and waits until they are gone. */
  private void terminate() {
    try (Connection connection = database.work().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "SELECT pg_terminate_backend(pid, 60000) FROM pg_locks WHERE locktype = 'advisory'");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
