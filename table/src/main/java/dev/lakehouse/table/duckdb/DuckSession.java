package dev.lakehouse.table.duckdb;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBConnection;

/**
 * One connection to DuckDB with its own temporary tables. Not thread-safe. DuckDB's errors come as
 * {@code LakehouseException}, the {@code SQLException} being their cause.
 */
public final class DuckSession implements AutoCloseable {
  private final DuckDBConnection connection;

  DuckSession(DuckDBConnection connection) {
    this.connection = requireNonNull(connection, "connection is null");
  }

  /** Makes a value of the current row. */
  @FunctionalInterface
  public interface RowMapper<T> {
    /** Reads the current row, and no other. */
    T map(ResultSet row) throws SQLException;
  }

  /** The connection itself, for what needs more than SQL text; it stays this session's. */
  public Connection connection() {
    return connection;
  }

  /** A way to stop what is run through it in this session. */
  public Cancellation cancellation() {
    return new Cancellation(connection);
  }

  /** Runs a statement without a result. */
  public void execute(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw SqlErrors.translate("the statement failed", e);
    }
  }

  /** Runs a query and reads all of its rows. */
  public <T> List<T> query(String sql, RowMapper<T> mapper) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<T> result = new ArrayList<>();
      while (rows.next()) {
        result.add(mapper.map(rows));
      }
      return result;
    } catch (SQLException e) {
      throw SqlErrors.translate("the query failed", e);
    }
  }

  /** Runs a query that gives one number; NULL counts as 0. */
  public long number(String sql) {
    return query(sql, row -> row.getLong(1)).getFirst();
  }

  /** The columns of a SELECT and their DuckDB types, in order. */
  public Map<String, String> describe(String select) {
    Map<String, String> columns = new LinkedHashMap<>();
    query("DESCRIBE " + select, row -> columns.put(row.getString(1), row.getString(2)));
    return columns;
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw SqlErrors.translate("cannot close the session", e);
    }
  }
}
