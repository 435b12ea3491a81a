package dev.lakehouse.quality.run;

import dev.lakehouse.sql.SqlEngine;
import dev.lakehouse.sql.SqlResult;
import dev.lakehouse.sql.SqlSession;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** The statements of one run, one after the other. Not thread-safe. */
final class Statements {
  private final SqlEngine engine;
  private final SqlSession session;
  private final CheckControl control;

  Statements(SqlEngine engine, SqlSession session, CheckControl control) {
    this.engine = engine;
    this.session = session;
    this.control = control;
  }

  /** Begins a statement; to be closed. */
  SqlResult open(String sql) {
    return engine.execute(session, sql, control.nextStatement());
  }

  /** The first rows of a query. */
  List<List<Object>> rows(String sql, int most) {
    try (SqlResult result = open(sql)) {
      return rows(result, most);
    }
  }

  static List<List<Object>> rows(SqlResult result, int most) {
    List<List<Object>> rows = new ArrayList<>();
    while (rows.size() < most) {
      List<List<Object>> more = result.fetch(most - rows.size());
      if (more.isEmpty()) {
        break;
      }
      rows.addAll(more);
    }
    return rows;
  }

  /** The number that a query gives. */
  long number(String sql) {
    return number(rows(sql, 1).getFirst().getFirst());
  }

  /** A number of the client protocol, which has decimals as texts. */
  static long number(Object value) {
    return value instanceof Number number
        ? number.longValue()
        : new BigDecimal((String) value).longValue();
  }
}
