package dev.lakehouse.table;

import dev.lakehouse.embedded.postgres.EmbeddedPostgres;
import dev.lakehouse.table.catalog.Database;
import dev.lakehouse.table.catalog.DatabaseSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One PostgreSQL for all test classes of a run; every class gets a database of its own. */
public final class TestDatabase implements BeforeAllCallback, ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(TestDatabase.class);

  /** A running server, stopped at the end of the run. */
  public record Server(EmbeddedPostgres postgres, Path home) implements AutoCloseable {
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
    public void close() throws IOException {
      postgres.close();
      try (Stream<Path> tree = Files.walk(home)) {
        for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    server(context);
  }

  private static Server server(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(
            "server",
            key -> {
              try {
                Path home = Files.createTempDirectory("lakehouse-test");
                return new Server(EmbeddedPostgres.open(home), home);
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            },
            Server.class);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Server.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return server(context);
  }
}
