package dev.lakehouse.sql;

import io.trino.client.Column;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a statement gives: columns and rows, or what it changed. Closing it ends the statement and
 * frees what it holds, fetched or not. Not thread-safe.
 */
public interface SqlResult extends AutoCloseable {
  /** The columns; none if the statement gives no rows. */
  List<Column> columns();

  /**
   * Waits for the next rows. Values are those of Trino's client protocol in JSON: Boolean, Number,
   * String (decimals, dates, times and everything without a JSON type), List for arrays and rows,
   * Map for maps; NULL is null.
   *
   * @param most how many rows to give at most, greater than 0
   * @return at least one row, or none after the last
   * @throws SqlException if the statement failed
   */
  List<List<Object>> fetch(int most);

  /** What kind of change it was ("INSERT", "CREATE TABLE"); empty if it only read. */
  Optional<String> updateType();

  /** How many rows were changed, where the statement counts them. */
  OptionalLong updateCount();

  /** What the client has to remember for its next statements. */
  SessionUpdate sessionUpdate();

  @Override
  void close();
}
