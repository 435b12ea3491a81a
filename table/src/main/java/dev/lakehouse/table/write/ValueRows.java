package dev.lakehouse.table.write;

import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.duckdb.DuckTypes;
import dev.lakehouse.table.duckdb.SqlText;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Rows that a program holds, for a change of a table: the platform's own tables are written so. */
public final class ValueRows {
  private ValueRows() {}

  /**
   * Rows as a source; they stay in the session until it is closed.
   *
   * @param schema their columns, of primitive types
   * @param rows a value for each column: Boolean, Integer, Long, Double, BigDecimal, String,
   *     LocalDate or Instant, or null for NULL
   */
  public static RowSource of(DuckSession session, Schema schema, List<? extends List<?>> rows) {
    String table = "rows_" + UUID.randomUUID().toString().replace('-', '_');
    session.execute(
        "CREATE TEMP TABLE %s (%s)"
            .formatted(
                table,
                schema.columns().stream()
                    .map(column -> SqlText.name(column.name()) + " " + DuckTypes.of(column.type()))
                    .collect(Collectors.joining(", "))));
    try (DuckDBAppender appender =
        session.connection().unwrap(DuckDBConnection.class).createAppender("temp", "main", table)) {
      for (List<?> row : rows) {
        appender.beginRow();
        for (Object value : row) {
          append(appender, value);
        }
        appender.endRow();
      }
    } catch (SQLException e) {
      throw new IllegalStateException("DuckDB does not take the rows", e);
    }
    return new RowSource(session, "SELECT * FROM " + table);
  }

  private static void append(DuckDBAppender appender, Object value) throws SQLException {
    switch (value) {
      case null -> appender.appendNull();
      case Boolean truth -> appender.append(truth);
      case Integer number -> appender.append(number);
      case Long number -> appender.append(number);
      case Double number -> appender.append(number);
      case BigDecimal number -> appender.append(number);
      case String text -> appender.append(text);
      case LocalDate date -> appender.append(date);
      case Instant time -> appender.append(time.atOffset(ZoneOffset.UTC));
      default -> throw new IllegalArgumentException("no value of a column: " + value.getClass());
    }
  }
}
