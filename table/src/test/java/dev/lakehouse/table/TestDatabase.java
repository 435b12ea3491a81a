package dev.lakehouse.table;

import dev.lakehouse.embedded.postgres.EmbeddedPostgres;
import dev.lakehouse.table.catalog.Database;
import dev.lakehouse.table.catalog.DatabaseSettings;
import java.io.Closeable;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;

/** One PostgreSQL for all test classes of a run; every class gets a database of its own. */
public final class TestDatabase extends OncePerRun<TestDatabase.Server> {
  public TestDatabase() {
    super(Server.class);
  }

  @Override
  protected Server open(Path directory) {
    return Server.start(directory);
  }

  /** A running server. */
  public record Server(EmbeddedPostgres postgres) implements Closeable {
    /** Starts one with its data in a directory. */
    public static Server start(Path home) {
      return new Server(EmbeddedPostgres.open(home));
    }

    /** The settings of a new and empty database. */
    public DatabaseSettings newDatabase() throws SQLException {
      String name = "test_" + UUID.randomUUID().toString().replace('-', '_');
      try (var connection =
              DriverManager.getConnection(
                  postgres.jdbcUrl(), postgres.user(), postgres.password());
          var statement = connection.createStatement()) {
        statement.execute("CREATE DATABASE " + name);
      }
      return new DatabaseSettings(
          "jdbc:postgresql://127.0.0.1:%d/%s".formatted(postgres.port(), name),
          postgres.user(),
          postgres.password());
    }

    /** A connected new database. */
    public Database open() throws SQLException {
      return Database.open(newDatabase());
    }

    @Override
    public void close() {
      postgres.close();
    }
  }
}
