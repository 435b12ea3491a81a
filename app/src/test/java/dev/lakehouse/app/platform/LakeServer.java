package dev.lakehouse.app.platform;

import dev.lakehouse.app.platform.MomentListener.Answer;
import dev.lakehouse.embedded.postgres.EmbeddedPostgres;
import dev.lakehouse.table.catalog.DatabaseSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntFunction;

/** Lakes for tests, on one PostgreSQL, and processes that work on them. */
final class LakeServer implements AutoCloseable {
  private static final int MANY_ROUNDS = 1000;

  private final Path directory;
  private final EmbeddedPostgres postgres;
  private final AtomicInteger lakes = new AtomicInteger();

  private LakeServer(Path directory, EmbeddedPostgres postgres) {
    this.directory = directory;
    this.postgres = postgres;
  }

  static LakeServer start(Path directory) {
    return new LakeServer(directory, EmbeddedPostgres.open(directory.resolve("server")));
  }

  /** A lake in which nothing is yet. */
  Lake empty() {
    Lake lake = named("template1");
    lake.addProject();
    return lake;
  }

  /** A lake that is as another one is now, which nobody may use meanwhile. */
  Lake copyOf(Lake other) {
    Lake lake = named(other.database());
    Trees.copy(other.project(), lake.project());
    Trees.copy(other.objects(), lake.objects());
    return lake;
  }

  private Lake named(String template) {
    String name = "lake_" + lakes.incrementAndGet();
    execute("CREATE DATABASE %s TEMPLATE %s".formatted(name, template));
    return new Lake(directory.resolve(name), name);
  }

  void drop(Lake lake) {
    execute("DROP DATABASE %s WITH (FORCE)".formatted(lake.database()));
    Trees.delete(lake.directory());
  }

  /** The environment in which a command works on a lake. */
  Map<String, String> environment(Lake lake) {
    DatabaseSettings database = database(lake, postgres.port());
    return Map.of(
        "LAKEHOUSE_DATABASE_URL", database.url(),
        "LAKEHOUSE_DATABASE_USER", database.user(),
        "LAKEHOUSE_DATABASE_PASSWORD", database.password());
  }

  /** Ends the server as {@code kill -9} does. */
  void killDatabase() {
    PostgresProcess.of(home()).kill();
  }

  /** Starts the server again, at the same port. */
  void startDatabase() {
    // The first use stays: whoever is the last to leave stops the server.
    EmbeddedPostgres started = EmbeddedPostgres.open(home());
    started.close();
    if (started.port() != postgres.port()) {
      throw new IllegalStateException("the server got another port");
    }
  }

  private Path home() {
    return directory.resolve("server");
  }

  /** The lake's platform in this process. */
  Platform open(Lake lake) {
    return open(lake, Lake::settings);
  }

  /** The same with other settings than usual. */
  Platform open(Lake lake, Function<Optional<DatabaseSettings>, PlatformSettings> settings) {
    return Platform.open(settings.apply(Optional.of(database(lake, postgres.port()))), lake.home());
  }

  /** Runs both pipelines in a process of its own, to the end or until the listener kills it. */
  PipelineChild.End run(Lake lake, MomentListener listener) {
    return run(listener, port -> PipelineChild.start(lake, Optional.of(database(lake, port))));
  }

  /** The same for the maintenance of all tables, once. */
  PipelineChild.End runMaintenance(Lake lake, MomentListener listener) {
    return run(
        listener,
        port -> PipelineChild.startMaintenance(lake, Optional.of(database(lake, port)), 1));
  }

  /** Runs the maintenance again and again, and kills it; false if it ended before. */
  boolean killMaintenanceAfter(Lake lake, long millis) {
    try (PipelineChild child =
            PipelineChild.startMaintenance(
                lake, Optional.of(database(lake, postgres.port())), MANY_ROUNDS);
        ExecutorService killer = Executors.newVirtualThreadPerTaskExecutor()) {
      killer.execute(() -> child.killAfter(millis));
      return child.follow(MomentListener.none()).killed();
    }
  }

  private PipelineChild.End run(MomentListener listener, IntFunction<PipelineChild> start) {
    CompletableFuture<PipelineChild> started = new CompletableFuture<>();
    MomentListener killing =
        moment -> {
          Answer answer = listener.reached(moment);
          if (answer == Answer.KILL) {
            started.join().kill();
          }
          return answer;
        };
    try (DatabaseProxy proxy = DatabaseProxy.start(postgres.port(), killing);
        PipelineChild child = start.apply(proxy.port())) {
      started.complete(child);
      return child.follow(listener);
    }
  }

  /** What is in a lake. */
  LakeState state(Lake lake) {
    try (Platform platform = open(lake)) {
      return LakeState.read(lake, platform);
    }
  }

  /** What is in a lake after a run that nothing disturbed. */
  LakeState stateAfter(Inputs inputs) {
    Lake lake = empty();
    inputs.putInto(lake);
    if (run(lake, MomentListener.none()).end().isEmpty()) {
      throw new IllegalStateException("the run did not end");
    }
    return state(lake);
  }

  private DatabaseSettings database(Lake lake, int port) {
    return new DatabaseSettings(
        "jdbc:postgresql://127.0.0.1:%d/%s?sslmode=disable&gssEncMode=disable"
            .formatted(port, lake.database()),
        postgres.user(),
        postgres.password());
  }

  private void execute(String sql) {
    try (Connection connection =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  @Override
  public void close() {
    postgres.close();
  }
}
