package dev.lakehouse.differential;

import dev.lakehouse.sql.SqlEngine;
import dev.lakehouse.sql.SqlResult;
import dev.lakehouse.sql.SqlSession;
import java.util.ArrayList;
import java.util.List;

/** An engine as a test asks it: each statement to its end, the session kept. Not thread-safe. */
final class EngineClient {
  private static final int ROWS_AT_ONCE = 1000;

  private final String name;
  private final SqlEngine engine;
  private SqlSession session;

  EngineClient(String name, SqlEngine engine, String schema) {
    this.name = name;
    this.engine = engine;
    this.session = SqlSession.of("ann", "iceberg", schema);
  }

  /** The rows of a statement. */
  List<List<Object>> rows(String sql) {
    try (SqlResult result = engine.execute(session, sql)) {
      List<List<Object>> rows = new ArrayList<>();
      for (List<List<Object>> some = result.fetch(ROWS_AT_ONCE);
          !some.isEmpty();
          some = result.fetch(ROWS_AT_ONCE)) {
        rows.addAll(some);
      }
      session = session.with(result.sessionUpdate());
      return rows;
    }
  }

  /** The only value that a statement gives. */
  Object value(String sql) {
    List<List<Object>> rows = rows(sql);
    if (rows.size() != 1 || rows.getFirst().size() != 1) {
      throw new AssertionError("not one value from " + sql + ": " + rows);
    }
    return rows.getFirst().getFirst();
  }

  void run(String sql) {
    rows(sql);
  }

  @Override
  public String toString() {
    return name;
  }
}
