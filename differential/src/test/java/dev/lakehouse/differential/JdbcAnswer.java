package dev.lakehouse.differential;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What a call of JDBC gives, in a form that can be compared. */
record JdbcAnswer(List<String> columns, List<String> rows) {
  /** A call of JDBC. */
  @FunctionalInterface
  interface Call<T> {
    /** Makes it. */
    Object on(T target) throws SQLException;
  }

  /** The columns and rows, the rows in their order; or the value; or the refusal. */
  static <T> JdbcAnswer of(T target, Call<T> call) {
    try {
      Object value = call.on(target);
      if (value instanceof JdbcAnswer answer) {
        return answer;
      }
      if (value instanceof ResultSet result) {
        try (result) {
          return new JdbcAnswer(columns(result), rows(result));
        }
      }
      return new JdbcAnswer(List.of(), List.of(String.valueOf(value)));
    } catch (SQLException e) {
      return new JdbcAnswer(
          List.of("refused"),
          List.of(
              e.getClass().getSimpleName(),
              String.valueOf(e.getSQLState()),
              String.valueOf(e.getErrorCode()),
              // The driver says which query it was.
              String.valueOf(e.getMessage()).replaceFirst("Query failed \\(#\\w+\\)", "")));
    }
  }

  private static List<String> columns(ResultSet result) throws SQLException {
    ResultSetMetaData metadata = result.getMetaData();
    List<String> columns = new ArrayList<>();
    for (int i = 1; i <= metadata.getColumnCount(); i++) {
      columns.add(
          "%s %s %d %d %d %d %s %d"
              .formatted(
                  metadata.getColumnLabel(i),
                  metadata.getColumnTypeName(i),
                  metadata.getColumnType(i),
                  metadata.getPrecision(i),
                  metadata.getScale(i),
                  metadata.getColumnDisplaySize(i),
                  metadata.getColumnClassName(i),
                  metadata.isNullable(i)));
    }
    return columns;
  }

  private static List<String> rows(ResultSet result) throws SQLException {
    List<String> rows = new ArrayList<>();
    while (result.next()) {
      List<String> values = new ArrayList<>();
      for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
        values.add(String.valueOf(result.getObject(i)));
      }
      rows.add(String.join(" | ", values));
    }
    return rows;
  }

  /** The same without the order of its rows, and without some of them. */
  JdbcAnswer without(Pattern left) {
    return new JdbcAnswer(
        columns, rows.stream().filter(row -> !left.matcher(row).matches()).sorted().toList());
  }
}
