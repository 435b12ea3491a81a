package dev.lakehouse.table.write;

import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.duckdb.DuckTypes;
import dev.lakehouse.table.duckdb.SqlText;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Few rows that are in memory, as a source of rows: what the platform notes down in its tables. */
public final class MemoryRows {
  private MemoryRows() {}

  /**
   * The source of some rows, usable as long as the session is.
   *
   * @param schema the columns of the rows
   * @param rows each with a value for each column: String, Boolean, Integer, Long, Double or
   *     Instant, as the column's type wants it; null is NULL
   */
  public static RowSource of(DuckSession session, Schema schema, List<List<Object>> rows) {
    String table = "rows_" + UUID.randomUUID().toString().replace('-', '_');
    session.execute(
        schema.columns().stream()
            .map(field -> SqlText.name(field.name()) + " " + DuckTypes.of(field.type()))
            .collect(Collectors.joining(", ", "CREATE TEMP TABLE " + table + " (", ")")));
    try (DuckDBAppender appender =
        session.connection().unwrap(DuckDBConnection.class).createAppender("temp", "main", table)) {
      for (List<Object> row : rows) {
        appender.beginRow();
        for (Object value : row) {
          append(appender, value);
        }
        appender.endRow();
      }
    } catch (SQLException e) {
      throw new IllegalStateException("cannot hand rows to DuckDB", e);
    }
    return new RowSource(session, "SELECT * FROM " + table);
  }

  private static void append(DuckDBAppender appender, Object value) throws SQLException {
    switch (value) {
      case null -> appender.appendNull();
      case String text -> appender.append(text);
      case Boolean truth -> appender.append(truth);
      case Integer number -> appender.append(number);
      case Long number -> appender.append(number);
      case Double number -> appender.append(number);
      case Instant time -> appender.append(time.atOffset(ZoneOffset.UTC));
      default -> throw new IllegalArgumentException("no value of a row: " + value.getClass());
    }
  }
}
