package dev.lakehouse.table.catalog;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import org.apache.iceberg.catalog.TableIdentifier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which writes are under way, in all processes of the platform, and since when: no snapshot knows
 * their files yet, and still they are not orphans. Thread-safe.
 *
 * <p>A write is a shared advisory lock of PostgreSQL, whose key is the table and the time at which
 * the write began. It keeps nobody waiting, and goes with the process that dies. All writes of a
 * process share one connection, which is opened for the first of them. If that is lost, its writes
 * are not seen until the next one begins.
 */
public final class RunningWrites implements AutoCloseable {
  /** Takes the lock; the parameters are those of {@link Write#bind}. */
  static final String LOCK = "pg_advisory_lock_shared(hashtext(?), ?)";

  /** Gives it back; the same parameters. */
  static final String UNLOCK = "pg_advisory_unlock_shared(hashtext(?), ?)";

  private static final Logger log = LoggerFactory.getLogger(RunningWrites.class);
  private static final String SOCKET_TIMEOUT_SECONDS = "15";

  private static final String OLDEST =
      """
      SELECT min(objid::bigint) FROM pg_locks
      WHERE locktype = 'advisory' AND objsubid = 2 AND granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND classid::bigint IN
          (SELECT hashtext(name)::bigint & 4294967295 FROM unnest(?) AS tables(name))\
      """;

  private final Database database;
  private final List<Write> running = new ArrayList<>();
  private Optional<Connection> connection = Optional.empty();

  RunningWrites(Database database) {
    this.database = requireNonNull(database, "database is null");
  }

  /**
   * A write of a table.
   *
   * @param since when it began, in seconds since 1970; PostgreSQL takes it for an unsigned number
   */
  record Write(TableIdentifier table, int since) {
    static Write now(TableIdentifier table) {
      return new Write(table, (int) Instant.now().getEpochSecond());
    }

    void bind(PreparedStatement statement, int first) throws SQLException {
      statement.setString(first, key(table));
      statement.setInt(first + 1, since);
    }
  }

  private static String key(TableIdentifier table) {
    return "lakehouse.write." + table;
  }

  /**
   * Does work that writes files of a table. Work inside the table's {@link CommitGate} is known
   * without this.
   */
  public <T> T during(TableIdentifier table, Supplier<T> work) {
    Write write = Write.now(table);
    begin(write);
    try {
      return work.get();
    } finally {
      end(write);
    }
  }

  /** When the oldest of the writes of these tables began, by its process's clock, rounded down. */
  public Optional<Instant> oldest(Collection<TableIdentifier> tables) {
    try (Connection work = database.work().getConnection();
        PreparedStatement statement = work.prepareStatement(OLDEST)) {
      statement.setArray(
          1, work.createArrayOf("text", tables.stream().map(RunningWrites::key).toArray()));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        long seconds = row.getLong(1);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochSecond(seconds));
      }
    } catch (SQLException e) {
      throw CatalogErrors.unavailable("look for writes that are under way", e);
    }
  }

  private synchronized void begin(Write write) {
    running.add(write);
    try {
      if (connection.isPresent() && called(connection.get(), LOCK, write)) {
        return;
      }
      reconnect();
    } catch (SQLException e) {
      running.remove(write);
      disconnect();
      throw CatalogErrors.unavailable("note a write of " + write.table(), e);
    }
  }

  private void reconnect() throws SQLException {
    disconnect();
    Connection fresh = connect();
    connection = Optional.of(fresh);
    for (Write write : running) {
      call(fresh, LOCK, write);
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
  private synchronized void end(Write write) {
    running.remove(write);
    connection.ifPresent(open -> {
      if (!called(open, UNLOCK, write)) {
        disconnect();
      }
    });
  }

  private static boolean called(Connection connection, String function, Write write) {
    try {
      call(connection, function, write);
      return true;
    } catch (SQLException e) {
      log.debug("the connection that notes the running writes is lost", e);
      return false;
    }
  }

  private static void call(Connection connection, String function, Write write)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("SELECT " + function)) {
      write.bind(statement, 1);
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
