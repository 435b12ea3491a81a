package dev.lakehouse.bench.sql;

import io.trino.spi.StandardErrorCode;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;

/** Trino's JDBC driver on a server, ours or Trino's own. Not thread-safe. */
public final class TrinoClient implements AutoCloseable {
  private static final Duration NODES_WAIT = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Connection connection;

  private TrinoClient(Connection connection) {
    this.connection = connection;
  }

  /** Connects; the catalog is {@link SqlLab#CATALOG}. */
  static TrinoClient connect(URI server) {
    Properties properties = new Properties();
    properties.setProperty("user", "bench");
    try {
      return new TrinoClient(
          DriverManager.getConnection(
              "jdbc:trino://%s:%d/%s".formatted(server.getHost(), server.getPort(), SqlLab.CATALOG),
              properties));
    } catch (SQLException e) {
      throw new IllegalStateException("the server does not answer", e);
    }
  }

  /** A query has no answer, because it divides by a sum that is zero with the data of its scale. */
  @SuppressWarnings("serial")
  public static final class DivisionByZeroException extends RuntimeException {
    private DivisionByZeroException(SQLException cause) {
      super("division by zero", cause);
    }
  }

  /** In which schema queries find their tables. */
  public void useSchema(Workload workload) {
    try {
      connection.setSchema(workload.schema());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Sends a query and reads all of its rows; gives their number.
   *
   * @throws DivisionByZeroException if that is what the server says
   */
  public long ask(String sql) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return read(rows);
    } catch (SQLException e) {
      if (e.getErrorCode() == StandardErrorCode.DIVISION_BY_ZERO.toErrorCode().getCode()) {
        throw new DivisionByZeroException(e);
      }
      throw new IllegalStateException("the query failed: " + sql, e);
    }
  }

  /**
   * Waits until the server has nodes that read the tables of its catalog: it can be asked before.
   *
   * @param sql a query that reads a table
   */
  void awaitNodes(String sql) {
    long end = System.nanoTime() + NODES_WAIT.toNanos();
    while (!hasNodes(sql)) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("no node of the server can read tables: " + sql);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private boolean hasNodes(String sql) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      read(rows);
      return true;
    } catch (SQLException e) {
      if (e.getErrorCode() == StandardErrorCode.NO_NODES_AVAILABLE.toErrorCode().getCode()) {
        return false;
      }
      throw new IllegalStateException("the query failed: " + sql, e);
    }
  }

  /** Sends a statement that changes something; gives how many rows it changed. */
  public long change(String sql) {
    try (Statement statement = connection.createStatement()) {
      return statement.executeLargeUpdate(sql);
    } catch (SQLException e) {
      throw new IllegalStateException("the statement failed: " + sql, e);
    }
  }

  /** Reads all values of all rows; gives the number of rows. */
  static long read(ResultSet rows) throws SQLException {
    int columns = rows.getMetaData().getColumnCount();
    long count = 0;
    while (rows.next()) {
      for (int column = 1; column <= columns; column++) {
        rows.getObject(column);
      }
      count++;
    }
    return count;
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException("the client does not close", e);
    }
  }
}
