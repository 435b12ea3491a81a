package dev.lakehouse.embedded.postgres;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A use of a home's PostgreSQL server, which runs while somebody uses it.
 *
 * <p>The first to open a home makes and starts its server; all others, in this JVM or in another,
 * attach to it; the last to close stops it. A user that is killed leaves the server running for the
 * next. A server that was killed is recovered by the next to open.
 *
 * <p>The server listens on the loopback address only, wants a password (SCRAM), and is durable:
 * {@code fsync} and {@code synchronous_commit} are on. In the home lie {@code postgres} (its data),
 * {@code postgres.password} (readable by the owner only), {@code postgres.port} and {@code
 * logs/postgres.log}.
 *
 * <p>Thread-safe.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);

  private static final String DATABASE = "lakehouse";
  private static final String MAINTENANCE_DATABASE = "postgres";
  private static final String UNKNOWN_DATABASE = "3D000";
  private static final String DUPLICATE_DATABASE = "42P04";
  private static final Duration MUTEX_LIMIT = Duration.ofMinutes(6);
  private static final String CONNECT_LIMIT_SECONDS = "30";

  private final Cluster cluster;
  private final Path mutex;
  private final FileLease use;
  private final int port;
  private final String password;
  private boolean closed;

  private EmbeddedPostgres(Cluster cluster, Path mutex, FileLease use, int port, String password) {
    this.cluster = cluster;
    this.mutex = mutex;
    this.use = use;
    this.port = port;
    this.password = password;
  }

  /**
   * Opens a home's server with the programs in the user's cache: {@code $LAKEHOUSE_CACHE}, else
   * {@code $XDG_CACHE_HOME/lakehouse}, else {@code ~/.cache/lakehouse}, or {@code
   * /var/cache/lakehouse} for root.
   *
   * @param home made if it is not there
   * @throws LakehouseException as {@link #open(Path, Path)}
   */
  public static EmbeddedPostgres open(Path home) {
    return open(home, defaultCache());
  }

  /**
   * Opens a home's server; returns when it accepts connections.
   *
   * @param home where the server's data is; made if it is not there
   * @param cache where PostgreSQL's programs are unpacked, once for all homes
   * @throws LakehouseException INVALID_ARGUMENT if the home cannot be written; UNAVAILABLE if the
   *     server does not start: the message quotes the end of its log
   */
  public static EmbeddedPostgres open(Path home, Path cache) {
    Binaries binaries = Binaries.unpackedIn(cache);
    try {
      Files.createDirectories(home.resolve("logs"));
      Path place = home.toRealPath();
      Path mutex = place.resolve("postgres.mutex");
      try (FileLease _ = takeMutex(mutex)) {
        return openAlone(place, mutex, new Cluster(place, binaries));
      }
    } catch (IOException e) {
      throw notWritable(home.toAbsolutePath(), e);
    }
  }

  /** The JDBC URL of the database {@code lakehouse}, without user and password. */
  public String jdbcUrl() {
    return jdbcUrl(port, DATABASE);
  }

  /** The TCP port on 127.0.0.1. */
  public int port() {
    return port;
  }

  /** The name of the database that is made for the platform. */
  public String database() {
    return DATABASE;
  }

  /** The name of the server's superuser. */
  public String user() {
    return Cluster.USER;
  }

  /** The password of {@link #user()}. */
  public String password() {
    return password;
  }

  /**
   * Ends this use; stops the server if it was the last. A second call does nothing.
   *
   * @throws LakehouseException UNAVAILABLE if the server does not stop
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try (FileLease _ = use) {
      leave();
    } catch (IOException e) {
      throw LakehouseException.of(
              ErrorCode.UNAVAILABLE, "the embedded PostgreSQL cannot be stopped: " + e)
          .causedBy(e);
    }
  }

  private void leave() throws IOException {
    // The use ends before the mutex does, so that whoever opens next finds its lock free.
    try (FileLease _ = takeMutex(mutex);
        FileLease _ = use) {
      if (use.tryTurnInto(FileLease.Mode.EXCLUSIVE)) {
        Optional<PostmasterFile> server = cluster.running();
        if (server.isPresent()) {
          cluster.stop(server.get());
        }
      }
    }
  }

  private static EmbeddedPostgres openAlone(Path home, Path mutex, Cluster cluster)
      throws IOException {
    FileLease use = null;
    boolean opened = false;
    try {
      Optional<FileLease> onlyUse =
          FileLease.tryTake(home.resolve("postgres.lock"), FileLease.Mode.EXCLUSIVE);
      use = onlyUse.isPresent() ? onlyUse.get() : share(home);
      String password = cluster.password();
      cluster.initialise();
      PostmasterFile server = findOrStart(cluster, onlyUse.isPresent());
      connect(server.port(), password, cluster);
      if (!use.tryTurnInto(FileLease.Mode.SHARED)) {
        throw new IOException("the lock of " + home + " is held by somebody who should not");
      }
      opened = true;
      return new EmbeddedPostgres(cluster, mutex, use, server.port(), password);
    } finally {
      if (use != null && !opened) {
        use.close();
      }
    }
  }

  private static FileLease share(Path home) throws IOException {
    return FileLease.tryTake(home.resolve("postgres.lock"), FileLease.Mode.SHARED)
        .orElseThrow(() -> new IOException("the lock of " + home + " is held without the mutex"));
  }

  private static PostmasterFile findOrStart(Cluster cluster, boolean alone) throws IOException {
    Optional<PostmasterFile> running = cluster.running();
    if (running.isPresent()) {
      return running.get();
    }
    long begin = System.nanoTime();
    PostmasterFile started = cluster.start(alone);
    log.info(
        "PostgreSQL runs on port {}, started in {} ms",
        started.port(),
        Duration.ofNanos(System.nanoTime() - begin).toMillis());
    return started;
  }

  /** Proves that the server is ours and answers, and makes the database at the first start. */
  private static void connect(int port, String password, Cluster cluster) {
    try {
      connection(port, DATABASE, password).close();
    } catch (SQLException e) {
      if (!UNKNOWN_DATABASE.equals(e.getSQLState())) {
        throw unreachable(port, cluster, e);
      }
      createDatabase(port, password, cluster);
    }
  }

  private static void createDatabase(int port, String password, Cluster cluster) {
    try (Connection connection = connection(port, MAINTENANCE_DATABASE, password);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + DATABASE);
    } catch (SQLException e) {
      if (!DUPLICATE_DATABASE.equals(e.getSQLState())) {
        throw unreachable(port, cluster, e);
      }
    }
  }

  private static Connection connection(int port, String database, String password)
      throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", Cluster.USER);
    properties.setProperty("password", password);
    properties.setProperty("connectTimeout", CONNECT_LIMIT_SECONDS);
    properties.setProperty("socketTimeout", CONNECT_LIMIT_SECONDS);
    return DriverManager.getConnection(jdbcUrl(port, database), properties);
  }

  // Loopback needs no encryption, and asking for it costs a round trip for each connection.
  private static String jdbcUrl(int port, String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s?sslmode=disable&gssEncMode=disable"
        .formatted(port, database);
  }

  private static FileLease takeMutex(Path file) throws IOException {
    long deadline = System.nanoTime() + MUTEX_LIMIT.toNanos();
    while (true) {
      Optional<FileLease> lease = FileLease.tryTake(file, FileLease.Mode.EXCLUSIVE);
      if (lease.isPresent()) {
        return lease.get();
      }
      if (System.nanoTime() >= deadline) {
        throw LakehouseException.of(
            ErrorCode.UNAVAILABLE,
            "another process has been starting or stopping the embedded PostgreSQL for %d s: %s"
                .formatted(MUTEX_LIMIT.toSeconds(), file),
            "find the process that holds the file, and end it");
      }
      Polling.pause();
    }
  }

  private static Path defaultCache() {
    String own = System.getenv("LAKEHOUSE_CACHE");
    if (own != null && !own.isBlank()) {
      return Path.of(own);
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    if (xdg != null && !xdg.isBlank()) {
      return Path.of(xdg, "lakehouse");
    }
    // Root may have to run the programs as somebody else, who cannot look into root's home.
    return ServerAccount.weAreRoot()
        ? Path.of("/var/cache/lakehouse")
        : Path.of(System.getProperty("user.home"), ".cache", "lakehouse");
  }

  private static LakehouseException unreachable(int port, Cluster cluster, SQLException cause) {
    return LakehouseException.of(
            ErrorCode.UNAVAILABLE,
            "the embedded PostgreSQL on port %d does not let us in: %s. The end of its log:%n%s"
                .formatted(port, cause.getMessage(), cluster.logTail()))
        .causedBy(cause);
  }

  private static LakehouseException notWritable(Path home, IOException cause) {
    return LakehouseException.of(
            ErrorCode.INVALID_ARGUMENT,
            "the home %s cannot be used: %s".formatted(home, cause),
            "choose another with --home, or make it writable")
        .causedBy(cause);
  }
}
