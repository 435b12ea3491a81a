package dev.lakehouse.sql.translate;

import dev.lakehouse.sql.SqlSession;
import dev.lakehouse.sql.connector.LakehouseConnector;
import dev.lakehouse.sql.trino.TrinoFrontEnd;
import io.trino.sql.ir.Expression;
import io.trino.sql.planner.optimizations.PlanNodeSearcher;
import io.trino.sql.planner.plan.PlanNode;
import io.trino.sql.planner.plan.ProjectNode;
import java.util.List;
import java.util.function.Function;

/** Trino's plans of queries that read no tables, for a test. */
final class PlannedQueries implements AutoCloseable {
  private final TrinoFrontEnd frontEnd =
      TrinoFrontEnd.start(
          "none",
          new LakehouseConnector(() -> {
            throw new IllegalStateException("there are no tables");
          }));

  /** Does something with a query's plan. */
  <T> T plan(String sql, Function<PlanNode, T> work) {
    return frontEnd.inTransaction(
        SqlSession.of("ann", "none", "none"),
        transaction ->
            work.apply(transaction.plan(transaction.analyze(transaction.prepare(sql))).getRoot()));
  }

  /** The nodes of a kind, those above first. */
  static <T extends PlanNode> List<T> nodes(PlanNode plan, Class<T> kind) {
    return PlanNodeSearcher.searchFrom(plan).where(kind::isInstance).findAll().stream()
        .map(kind::cast)
        .toList();
  }

  /** The one expression of a kind that a query's topmost projections compute. */
  <T extends Expression> T expression(String sql, Class<T> kind) {
    return plan(
        sql,
        root ->
            nodes(root, ProjectNode.class).stream()
                .flatMap(node -> node.getAssignments().getExpressions().stream())
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst()
                .orElseThrow());
  }

  @Override
  public void close() {
    frontEnd.close();
  }
}
