package dev.lakehouse.table.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.TestDatabase;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestDatabase.class)
class DatabaseTest {
  private static void assertUnavailable(DatabaseSettings settings, String reason) {
    assertThatThrownBy(() -> Database.open(settings).close())
        .isInstanceOfSatisfying(
            LakehouseException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
              assertThat(e.remedy().orElseThrow()).contains("PostgreSQL runs", "password");
            })
        .hasMessageStartingWith("cannot connect to " + settings.url())
        .hasMessageContaining(reason);
  }

  @Test
  void aWrongPasswordIsNamedWithoutShowingIt(TestDatabase.Server server) throws Exception {
    DatabaseSettings right = server.newDatabase();
    DatabaseSettings wrong = new DatabaseSettings(right.url(), right.user(), "not-the-secret");

    assertUnavailable(wrong, "password authentication failed");
    assertThat(wrong.toString()).doesNotContain("not-the-secret");
  }

  @Test
  void aServerThatIsNotThereIsNamed() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    assertUnavailable(
        new DatabaseSettings("jdbc:postgresql://127.0.0.1:%d/lake".formatted(port), "u", "p"),
        "refused");
  }

  @Test
  void aDatabaseThatIsNotThereIsNamed(TestDatabase.Server server) throws Exception {
    DatabaseSettings right = server.newDatabase();
    assertUnavailable(
        new DatabaseSettings(right.url() + "_not", right.user(), right.password()),
        "does not exist");
  }

  @Test
  void anAddressThatIsNoneIsTheUsersMistake() {
    for (String url : new String[] {"", "localhost:5432/lake", "postgres://localhost/lake"}) {
      assertThatThrownBy(() -> Database.open(new DatabaseSettings(url, "u", "p")).close())
          .isInstanceOfSatisfying(
              LakehouseException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
                assertThat(e.remedy().orElseThrow())
                    .contains("jdbc:postgresql://host:port/database");
              })
          .hasMessageContaining("'" + url + "'");
    }
  }

  @Test
  void givesConnectionsForWork(TestDatabase.Server server) throws Exception {
    DatabaseSettings settings = server.newDatabase();
    try (Database database = Database.open(settings);
        var connection = database.work().getConnection()) {
      assertThat(connection.isValid(0)).isTrue();
      assertThat(database.settings()).isEqualTo(settings);
    }
  }
}
