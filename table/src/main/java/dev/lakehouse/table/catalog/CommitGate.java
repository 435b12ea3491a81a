package dev.lakehouse.table.catalog;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.apache.iceberg.catalog.TableIdentifier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the platform's writers of one table take turns, in all of its processes: any number of
 * appends at once, or one change of existing rows.
 *
 * <p>The gate is there for progress, not for safety: without it a change that takes seconds would
 * be overtaken by appends again and again and would start over each time. Correctness rests on
 * Iceberg's commit alone, which other engines take part in as well. The gate is a PostgreSQL
 * advisory lock, which is fair and which a dead process cannot keep. Whoever is inside counts among
 * the {@link RunningWrites}. Thread-safe, not reentrant.
 */
public final class CommitGate {
  private static final Logger log = LoggerFactory.getLogger(CommitGate.class);
  private static final int RELEASE_MILLIS = 5000;
  private static final String GATE = "(hashtextextended(?, 0))";

  private final Database database;

  public CommitGate(Database database) {
    this.database = requireNonNull(database, "database is null");
  }

  /** Runs work beside other appends. */
  public <T> T shared(TableIdentifier table, Supplier<T> work) {
    return holding("pg_advisory_lock_shared", "pg_advisory_unlock_shared", table, work);
  }

  /** Runs work alone. */
  public <T> T exclusive(TableIdentifier table, Supplier<T> work) {
    return holding("pg_advisory_lock", "pg_advisory_unlock", table, work);
  }

  private <T> T holding(String lock, String unlock, TableIdentifier table, Supplier<T> work) {
    database.gatePlaces().acquireUninterruptibly();
    try {
      int since = RunningWrites.now();
      Connection connection = locked(lock, table, since);
      try {
        return work.get();
      } finally {
        release(connection, unlock, table, since);
      }
    } finally {
      database.gatePlaces().release();
    }
  }

  private Connection locked(String lock, TableIdentifier table, int since) {
    try {
      Connection connection = database.gates().getConnection();
      try {
        call(connection, lock + GATE, RunningWrites.LOCK, table, since);
        return connection;
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw LakehouseException.of(
              ErrorCode.UNAVAILABLE,
              "cannot queue for %s: the database does not answer: %s"
                  .formatted(table, e.getMessage()),
              "check that PostgreSQL runs, then try again")
          .causedBy(e);
    }
  }

  /**
   * Gives the lock back, or gives up its connection, with which it goes. Whatever happens here,
   * what became of the work stands: a change that is committed must not look as if it had failed.
   */
  private static void release(
      Connection connection, String unlock, TableIdentifier table, int since) {
    try (connection) {
      try {
        connection.setNetworkTimeout(Runnable::run, RELEASE_MILLIS);
        call(connection, unlock + GATE, RunningWrites.UNLOCK, table, since);
      } catch (SQLException e) {
        connection.abort(Runnable::run);
        throw e;
      }
    } catch (SQLException e) {
      log.warn("the connection that held the gate of {} is lost", table, e);
    }
  }

  private static void call(
      Connection connection, String gate, String running, TableIdentifier table, int since)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT %s, %s".formatted(gate, running))) {
      statement.setString(1, "lakehouse.table." + table);
      statement.setInt(2, since);
      statement.execute();
    }
  }
}
