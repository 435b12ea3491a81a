package dev.lakehouse.app.platform;

import dev.lakehouse.sql.SqlEngine;
import dev.lakehouse.sql.SqlResult;
import dev.lakehouse.sql.SqlSession;
import dev.lakehouse.sql.StatementControl;

/**
 * An engine that starts while others do: the first statements wait for it, or get the error that
 * kept it from starting. Thread-safe.
 */
final class StartingEngine implements SqlEngine {
  private final BackgroundStart<? extends SqlEngine> start;

  StartingEngine(BackgroundStart<? extends SqlEngine> start) {
    this.start = start;
  }

  @Override
  public SqlResult execute(SqlSession session, String sql, StatementControl control) {
    return start.get().execute(session, sql, control);
  }

  @Override
  public void close() {
    start.close();
  }
}
