package dev.lakehouse.pipeline.sensor;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.sql.SqlEngine;
import dev.lakehouse.sql.SqlResult;
import dev.lakehouse.sql.SqlSession;
import dev.lakehouse.sql.StatementControl;
import dev.lakehouse.table.catalog.LakehouseCatalog;
import java.util.List;

/** Asks whether a condition holds. */
final class SqlCondition {
  private static final String USER = "sensors";
  private static final String SCHEMA = "lakehouse";

  private SqlCondition() {}

  /**
   * Whether it holds; no row and NULL mean no.
   *
   * @throws LakehouseException INVALID_ARGUMENT if what it gives is no boolean
   * @throws dev.lakehouse.sql.SqlException if the statement fails
   */
  static boolean holds(SqlEngine engine, String sql, StatementControl control) {
    SqlSession session = SqlSession.of(USER, LakehouseCatalog.NAME, SCHEMA);
    try (SqlResult result = engine.execute(session, sql, control)) {
      List<List<Object>> rows = result.fetch(1);
      if (result.columns().size() != 1) {
        throw noBoolean("it gives %d columns".formatted(result.columns().size()));
      }
      String type = result.columns().getFirst().getType();
      if (!type.equals("boolean")) {
        throw noBoolean("it gives a value of the type " + type);
      }
      return !rows.isEmpty() && Boolean.TRUE.equals(rows.getFirst().getFirst());
    }
  }

  private static LakehouseException noBoolean(String what) {
    return LakehouseException.of(
        ErrorCode.INVALID_ARGUMENT,
        "the condition must give one boolean, and " + what,
        "write it as SELECT count(*) > 0 FROM …");
  }
}
