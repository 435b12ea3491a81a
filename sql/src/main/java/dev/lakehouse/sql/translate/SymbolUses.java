package dev.lakehouse.sql.translate;

import io.trino.sql.ir.Expression;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.SymbolsExtractor;
import io.trino.sql.planner.plan.AggregationNode;
import io.trino.sql.planner.plan.ApplyNode;
import io.trino.sql.planner.plan.CorrelatedJoinNode;
import io.trino.sql.planner.plan.FilterNode;
import io.trino.sql.planner.plan.GroupIdNode;
import io.trino.sql.planner.plan.JoinNode;
import io.trino.sql.planner.plan.LimitNode;
import io.trino.sql.planner.plan.MarkDistinctNode;
import io.trino.sql.planner.plan.OutputNode;
import io.trino.sql.planner.plan.PlanNode;
import io.trino.sql.planner.plan.ProjectNode;
import io.trino.sql.planner.plan.SetOperationNode;
import io.trino.sql.planner.plan.SortNode;
import io.trino.sql.planner.plan.TableFunctionNode;
import io.trino.sql.planner.plan.UnnestNode;
import io.trino.sql.planner.plan.WindowNode;
import java.util.HashSet;
import java.util.Set;

/**
 * Which symbols a plan does more with than pass them on. Trino's plans scan every hidden column of
 * a table; those that nobody uses are not worth reading.
 */
final class SymbolUses {
  private final Set<Symbol> used = new HashSet<>();

  private SymbolUses() {}

  static Set<Symbol> of(PlanNode plan) {
    SymbolUses uses = new SymbolUses();
    uses.used.addAll(plan.getOutputSymbols());
    uses.visit(plan);
    return uses.used;
  }

  private void visit(PlanNode node) {
    switch (node) {
      case OutputNode output -> used.addAll(output.getOutputSymbols());
      case ProjectNode project ->
          project
              .getAssignments()
              .forEach((symbol, expression) -> {
                if (!expression.equals(symbol.toSymbolReference())) {
                  use(expression);
                }
              });
      case FilterNode filter -> use(filter.getPredicate());
      case JoinNode join -> {
        join.getFilter().ifPresent(this::use);
        join.getCriteria().forEach(clause -> use(clause.toExpression()));
      }
      case AggregationNode aggregation -> {
        used.addAll(aggregation.getGroupingKeys());
        aggregation
            .getAggregations()
            .values()
            .forEach(made -> {
              made.getArguments().forEach(this::use);
              made.getFilter().ifPresent(used::add);
              made.getMask().ifPresent(used::add);
              made.getOrderingScheme().ifPresent(scheme -> used.addAll(scheme.orderBy()));
            });
      }
      case GroupIdNode groups -> used.addAll(groups.getGroupingColumns().values());
      case SortNode sort -> used.addAll(sort.getOrderingScheme().orderBy());
      case LimitNode limit ->
          limit.getTiesResolvingScheme().ifPresent(scheme -> used.addAll(scheme.orderBy()));
      case SetOperationNode operation -> used.addAll(operation.getSymbolMapping().values());
      case UnnestNode unnest ->
          unnest.getMappings().forEach(mapping -> used.add(mapping.getInput()));
      case WindowNode window -> {
        used.addAll(window.getPartitionBy());
        window.getOrderingScheme().ifPresent(scheme -> used.addAll(scheme.orderBy()));
        window
            .getWindowFunctions()
            .values()
            .forEach(function -> {
              function.getArguments().forEach(this::use);
              function.getFrame().getStartValue().ifPresent(used::add);
              function.getFrame().getEndValue().ifPresent(used::add);
            });
      }
      case ApplyNode apply ->
          apply.getSubqueryAssignments().values().forEach(test -> used.addAll(test.inputs()));
      case CorrelatedJoinNode join -> use(join.getFilter());
      case TableFunctionNode function ->
          function
              .getTableArgumentProperties()
              .forEach(argument -> used.addAll(argument.requiredColumns()));
      case MarkDistinctNode distinct -> used.addAll(distinct.getDistinctSymbols());
      default -> {
        // Nothing else names a column of a scan without a projection below it.
      }
    }
    node.getSources().forEach(this::visit);
  }

  private void use(Expression expression) {
    used.addAll(SymbolsExtractor.extractUnique(expression));
  }
}
