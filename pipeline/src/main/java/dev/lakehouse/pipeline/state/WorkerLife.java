package dev.lakehouse.pipeline.state;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.state.WorkerRegistry.Registration;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker's sign of life: an advisory lock on a connection of its process, which PostgreSQL gives
 * free when the process dies. Thread-safe.
 */
public final class WorkerLife implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WorkerLife.class);

  private static final String SEEN =
      """
      INSERT INTO workers (name, host, pid, capacity, tags) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (name) DO UPDATE SET seen_at = now()\
      """;

  private static final String LOCK =
      "SELECT pg_advisory_lock_shared(hashtext('lakehouse.worker'), lock_key)"
          + " FROM workers WHERE name = ?";

  private final StateDatabase database;
  private final Registration worker;
  private Optional<Connection> connection = Optional.empty();
  private boolean closed;

  public WorkerLife(StateDatabase database, Registration worker) {
    this.database = requireNonNull(database, "database is null");
    this.worker = requireNonNull(worker, "worker is null");
  }

  /** Says that the worker lives. If PostgreSQL does not hear it, the next time may do. */
  public synchronized void beat() {
    if (closed) {
      return;
    }
    try {
      boolean fresh = connection.isEmpty();
      if (fresh) {
        connection = Optional.of(database.connections().getConnection());
      }
      boolean known = seen(connection.get());
      if (fresh || !known) {
        lock(connection.get());
      }
    } catch (SQLException e) {
      log.warn("cannot say that the worker {} lives: {}", worker.name(), e.getMessage());
      disconnect();
    }
  }

  /** False if the worker was not known, or had been taken for dead. */
  private boolean seen(Connection open) throws SQLException {
    try (PreparedStatement statement = open.prepareStatement(SEEN + " RETURNING xmax <> 0")) {
      statement.setString(1, worker.name());
      statement.setString(2, worker.host());
      statement.setLong(3, worker.pid());
      statement.setInt(4, worker.capacity());
      statement.setArray(5, open.createArrayOf("text", worker.tags().toArray()));
      try (var row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  private void lock(Connection open) throws SQLException {
    try (PreparedStatement statement = open.prepareStatement(LOCK)) {
      statement.setString(1, worker.name());
      statement.execute();
    }
  }

  /** The connection goes back to its pool, and must take no lock along. */
  private void disconnect() {
    connection.ifPresent(open -> {
      try (open;
          Statement statement = open.createStatement()) {
        statement.execute("SELECT pg_advisory_unlock_all()");
      } catch (SQLException e) {
        log.debug("the connection of the worker {} was lost", worker.name(), e);
      }
    });
    connection = Optional.empty();
  }

  /** The worker ends. */
  @Override
  public synchronized void close() {
    closed = true;
    disconnect();
  }
}
