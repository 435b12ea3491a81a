package dev.lakehouse.app.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with all its parts, and Trino's JDBC driver. */
class RunningServerTest {
  @TempDir private Path directory;

  @Test
  void trinosClientsReadWhatPipelinesWrote() throws Exception {
    Lake lake = new Lake(directory, "");
    lake.addProject();
    try (Platform platform = Platform.open(Lake.settings(Optional.empty()), lake.home())) {
      Inputs.FIRST.putInto(lake);
      lake.run(platform);
      try (RunningServer server = RunningServer.start(platform);
          Connection connection = connect(server.trino());
          Statement statement = connection.createStatement()) {
        LakeState state = LakeState.read(lake, platform);
        for (TableIdentifier table : platform.tables().list()) {
          assertThat(count(statement, table))
              .as("rows of %s", table)
              .isEqualTo(state.rows(table.toString()).size());
        }
        assertThat(state.tables()).hasSizeGreaterThan(3);
        assertThatThrownBy(() -> statement.executeQuery("SELECT * FROM iceberg.lakehouse.missing"))
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("line 1:15")
            .hasMessageContaining("does not exist");
      }
    }
  }

  private static long count(Statement statement, TableIdentifier table) throws SQLException {
    String name = "\"%s\".\"%s\"".formatted(table.namespace(), table.name());
    try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + name)) {
      assertThat(rows.next()).isTrue();
      return rows.getLong(1);
    }
  }

  private static Connection connect(URI address) throws SQLException {
    Properties properties = new Properties();
    properties.putAll(Map.of("user", "ann"));
    return DriverManager.getConnection(
        "jdbc:trino://%s:%d/iceberg/lakehouse".formatted(address.getHost(), address.getPort()),
        properties);
  }
}
