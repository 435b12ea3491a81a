package dev.lakehouse.table.catalog;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Since when writes of tables are under way, in all processes of the platform: no snapshot knows
 * their files yet, and still they are not orphans. Thread-safe.
 *
 * <p>A write is a shared advisory lock of PostgreSQL, whose key has the time at which the write
 * began. It keeps nobody waiting, and goes with the process that dies. All writes of a process
 * share one connection, which is opened for the first of them. If that is lost, its writes are not
 * seen until the next one begins.
 */
public final class RunningWrites implements AutoCloseable {
  /** Takes the lock of a write; the parameter is that of {@link #now}. */
  static final String LOCK = "pg_advisory_lock_shared(hashtext('lakehouse.write'), ?)";

  /** Gives it back; the same parameter. */
  static final String UNLOCK = "pg_advisory_unlock_shared(hashtext('lakehouse.write'), ?)";

  private static final Logger log = LoggerFactory.getLogger(RunningWrites.class);
  private static final String SOCKET_TIMEOUT_SECONDS = "15";

  private static final String OLDEST =
      """
      SELECT min(objid::bigint) FROM pg_locks
      WHERE locktype = 'advisory' AND objsubid = 2 AND granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND classid::bigint = hashtext('lakehouse.write')::bigint & 4294967295\
      """;

  private final Database database;
  private final List<Integer> running = new ArrayList<>();
  private Optional<Connection> connection = Optional.empty();

  RunningWrites(Database database) {
    this.database = requireNonNull(database, "database is null");
  }

  /** The time in seconds since 1970, which PostgreSQL takes for an unsigned number. */
  static int now() {
    return (int) Instant.now().getEpochSecond();
  }

  /**
   * Does work that writes files of a table. Work inside a {@link CommitGate} is known without this.
   */
  public <T> T during(Supplier<T> work) {
    int since = now();
    begin(since);
    try {
      return work.get();
    } finally {
      end(since);
    }
  }

  /** When the oldest of them began, by the clock of its process, rounded down to a second. */
  public Optional<Instant> oldest() {
    try (Connection work = database.work().getConnection();
        PreparedStatement statement = work.prepareStatement(OLDEST);
        ResultSet row = statement.executeQuery()) {
      row.next();
      long seconds = row.getLong(1);
      return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochSecond(seconds));
    } catch (SQLException e) {
      throw CatalogErrors.unavailable("look for writes that are under way", e);
    }
  }

  private synchronized void begin(int since) {
    running.add(since);
    try {
      if (connection.isPresent() && called(connection.get(), LOCK, since)) {
        return;
      }
      reconnect();
    } catch (SQLException e) {
      running.removeLast();
      disconnect();
      throw CatalogErrors.unavailable("note that files are written", e);
    }
  }

  private void reconnect() throws SQLException {
    disconnect();
    Connection fresh = connect();
    connection = Optional.of(fresh);
    for (int since : running) {
      call(fresh, LOCK, since);
    }
  }

  private Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", database.settings().user());
    properties.setProperty("password", database.settings().password());
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("socketTimeout", SOCKET_TIMEOUT_SECONDS);
    return DriverManager.getConnection(database.settings().url(), properties);
  }

  /** What became of the write stands, whatever happens here. */
  private synchronized void end(int since) {
    running.remove((Integer) since);
    connection.ifPresent(open -> {
      if (!called(open, UNLOCK, since)) {
        disconnect();
      }
    });
  }

  private static boolean called(Connection connection, String function, int since) {
    try {
      call(connection, function, since);
      return true;
    } catch (SQLException e) {
      log.debug("the connection that notes the running writes is lost", e);
      return false;
    }
  }

  private static void call(Connection connection, String function, int since) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("SELECT " + function)) {
      statement.setInt(1, since);
      statement.execute();
    }
  }

  private void disconnect() {
    connection.ifPresent(open -> {
      try {
        open.close();
      } catch (SQLException e) {
        log.debug("the connection that noted the running writes was lost", e);
      }
    });
    connection = Optional.empty();
  }

  @Override
  public synchronized void close() {
    disconnect();
  }
}
