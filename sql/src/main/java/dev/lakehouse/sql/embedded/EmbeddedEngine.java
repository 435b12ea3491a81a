package dev.lakehouse.sql.embedded;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.sql.SqlEngine;
import dev.lakehouse.sql.SqlResult;
import dev.lakehouse.sql.SqlSession;
import dev.lakehouse.sql.StatementControl;
import dev.lakehouse.sql.connector.LakehouseConnector;
import dev.lakehouse.sql.delegate.TrinoExpressions;
import dev.lakehouse.sql.translate.NativeMacros;
import dev.lakehouse.sql.trino.TrinoFrontEnd;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.duckdb.DuckSession;
import io.trino.execution.QueryPreparer.PreparedQuery;
import io.trino.sql.planner.Plan;
import io.trino.sql.planner.plan.OutputNode;

/**
 * Runs Trino SQL in this process: Trino's front end understands a statement, DuckDB does the work,
 * the kernel commits. Thread-safe.
 */
public final class EmbeddedEngine implements SqlEngine {
  private final Tables tables;
  private final TrinoFrontEnd frontEnd;
  private final DuckSession functions;
  private final TrinoExpressions expressions;

  private EmbeddedEngine(Tables tables, TrinoFrontEnd frontEnd) {
    this.tables = tables;
    this.frontEnd = frontEnd;
    this.functions = tables.session();
    NativeMacros.register(functions);
    this.expressions = new TrinoExpressions(frontEnd.planner(), functions.connection());
  }

  /**
   * Starts it; takes 2 to 3 seconds the first time in a process.
   *
   * @param catalog under which name the tables are known
   */
  public static EmbeddedEngine start(Tables tables, String catalog) {
    requireNonNull(tables, "tables is null");
    return new EmbeddedEngine(tables, TrinoFrontEnd.start(catalog, new LakehouseConnector(tables)));
  }

  @Override
  public SqlResult execute(SqlSession session, String sql, StatementControl control) {
    return frontEnd.inTransaction(
        session, transaction -> run(transaction, transaction.prepare(sql), control));
  }

  private SqlResult run(
      TrinoFrontEnd.Transaction transaction, PreparedQuery query, StatementControl control) {
    Plan plan = transaction.plan(transaction.analyze(query));
    OutputNode output = (OutputNode) plan.getRoot();
    StatementScope scope = new StatementScope(tables, expressions.scope(transaction.session()));
    try {
      return QueryRun.start(output, scope, control);
    } catch (RuntimeException e) {
      scope.closeAfter(e);
      throw e;
    }
  }

  @Override
  public void close() {
    try (functions) {
      frontEnd.close();
    }
  }
}
