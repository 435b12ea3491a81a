package dev.lakehouse.sql.trino;

import io.trino.sql.planner.PlanOptimizersFactory;
import io.trino.sql.planner.optimizations.AdaptivePlanOptimizer;
import io.trino.sql.planner.optimizations.PlanOptimizer;
import io.trino.sql.planner.plan.PlanNode;
import io.trino.sql.planner.plan.SimplePlanRewriter;
import io.trino.sql.planner.plan.TableScanNode;
import java.util.List;

/**
 * The one optimizer of the plans that SHOW STATS makes: nobody runs them, so that all they need is
 * what Trino's checks of a final plan demand.
 */
final class StatisticsPlans implements PlanOptimizersFactory {
  @Override
  public List<PlanOptimizer> getPlanOptimizers() {
    return List.of((plan, _) -> SimplePlanRewriter.rewriteWith(new ScanRewriter(), plan));
  }

  @Override
  public List<AdaptivePlanOptimizer> getAdaptivePlanOptimizers() {
    return List.of();
  }

  private static final class ScanRewriter extends SimplePlanRewriter<Void> {
    @Override
    public PlanNode visitTableScan(TableScanNode scan, RewriteContext<Void> context) {
      return scan.withUseConnectorNodePartitioning(false);
    }
  }
}
