package dev.lakehouse.table.catalog;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Lets the platform's writers of one table take turns, in all of its processes: any number of
 * appends at once, or one change of existing rows.
 *
 * <p>The gate is there for progress, not for safety: without it a change that takes seconds would
 * be overtaken by appends again and again and would start over each time. Correctness rests on
 * Iceberg's commit alone, which other engines take part in as well. The gate is a PostgreSQL
 * advisory lock, which is fair and which a dead process cannot keep. Thread-safe, not reentrant.
 */
public final class CommitGate {
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
    try (Connection connection = database.gates().getConnection()) {
      call(connection, lock, table);
      try {
        return work.get();
      } finally {
        release(connection, unlock, table);
      }
    } catch (SQLException e) {
      throw LakehouseException.of(
              ErrorCode.UNAVAILABLE,
              "cannot queue for %s: the database does not answer: %s"
                  .formatted(table, e.getMessage()),
              "check that PostgreSQL runs, then try again")
          .causedBy(e);
    } finally {
      database.gatePlaces().release();
    }
  }

  /** A lock that cannot be given back goes with its connection. */
  private static void release(Connection connection, String unlock, TableIdentifier table)
      throws SQLException {
    if (connection.isValid(1)) {
      call(connection, unlock, table);
    } else {
      connection.abort(Runnable::run);
    }
  }

  private static void call(Connection connection, String function, TableIdentifier table)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT " + function + "(hashtextextended(?, 0))")) {
      statement.setString(1, "lakehouse.table." + table);
      statement.execute();
    }
  }
}
