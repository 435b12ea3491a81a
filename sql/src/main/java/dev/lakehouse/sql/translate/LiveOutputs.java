package dev.lakehouse.sql.translate;

import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.SymbolsExtractor;
import io.trino.sql.planner.plan.AggregationNode;
import io.trino.sql.planner.plan.ApplyNode;
import io.trino.sql.planner.plan.CorrelatedJoinNode;
import io.trino.sql.planner.plan.EnforceSingleRowNode;
import io.trino.sql.planner.plan.FilterNode;
import io.trino.sql.planner.plan.JoinNode;
import io.trino.sql.planner.plan.LimitNode;
import io.trino.sql.planner.plan.OffsetNode;
import io.trino.sql.planner.plan.OutputNode;
import io.trino.sql.planner.plan.PlanNode;
import io.trino.sql.planner.plan.ProjectNode;
import io.trino.sql.planner.plan.SortNode;
import io.trino.sql.planner.plan.WindowNode;
import java.util.Collection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which outputs of a plan's nodes anything above them needs. Trino's plans, not being optimized,
 * pass on what a filter has used; DuckDB would compute a subquery once more for it, and the text
 * would name every column of every table.
 */
final class LiveOutputs {
  private final IdentityHashMap<PlanNode, Set<Symbol>> live = new IdentityHashMap<>();
  private final SharedPlans shared;

  private LiveOutputs(SharedPlans shared) {
    this.shared = shared;
  }

  static LiveOutputs of(PlanNode plan, SharedPlans shared) {
    LiveOutputs outputs = new LiveOutputs(shared);
    outputs.visit(plan, Set.copyOf(plan.getOutputSymbols()));
    return outputs;
  }

  boolean isLive(PlanNode node, Symbol output) {
    return live.get(node).contains(output);
  }

  private void visit(PlanNode node, Collection<Symbol> needed) {
    // Those that share a part need different outputs of it.
    Set<Symbol> outputs =
        new HashSet<>(shared.find(node).isPresent() ? node.getOutputSymbols() : needed);
    live.put(node, outputs);
    switch (node) {
      case OutputNode output -> visit(output.getSource(), output.getOutputSymbols());
      case ProjectNode project -> {
        Set<Symbol> inputs = new HashSet<>();
        project
            .getAssignments()
            .forEach((symbol, expression) -> {
              if (outputs.contains(symbol)) {
                inputs.addAll(SymbolsExtractor.extractUnique(expression));
              }
            });
        visit(project.getSource(), inputs);
      }
      case FilterNode filter ->
          visit(
              filter.getSource(),
              with(outputs, SymbolsExtractor.extractUnique(filter.getPredicate())));
      case SortNode sort ->
          visit(sort.getSource(), with(outputs, sort.getOrderingScheme().orderBy()));
      case LimitNode limit when limit.getTiesResolvingScheme().isEmpty() ->
          visit(limit.getSource(), outputs);
      case JoinNode join -> {
        Set<Symbol> inputs = new HashSet<>(outputs);
        join.getCriteria()
            .forEach(
                clause -> inputs.addAll(SymbolsExtractor.extractUnique(clause.toExpression())));
        join.getFilter().ifPresent(filter -> inputs.addAll(SymbolsExtractor.extractUnique(filter)));
        visit(join.getLeft(), inputs);
        visit(join.getRight(), inputs);
      }
      case AggregationNode aggregation -> {
        Set<Symbol> inputs = new HashSet<>(aggregation.getGroupingKeys());
        aggregation
            .getAggregations()
            .values()
            .forEach(made -> inputs.addAll(SymbolsExtractor.extractUnique(made)));
        visit(aggregation.getSource(), inputs);
      }
      case ApplyNode apply -> {
        Set<Symbol> inputs = with(outputs, SymbolsExtractor.extractUnique(apply.getSubquery()));
        apply.getSubqueryAssignments().values().forEach(test -> inputs.addAll(test.inputs()));
        visit(apply.getInput(), inputs);
        visit(apply.getSubquery(), apply.getSubquery().getOutputSymbols());
      }
      case CorrelatedJoinNode join -> {
        Set<Symbol> inputs = with(outputs, SymbolsExtractor.extractUnique(join.getSubquery()));
        inputs.addAll(SymbolsExtractor.extractUnique(join.getFilter()));
        visit(join.getInput(), inputs);
        visit(join.getSubquery(), join.getSubquery().getOutputSymbols());
      }
      case EnforceSingleRowNode single -> visit(single.getSource(), outputs);
      case OffsetNode offset -> visit(offset.getSource(), outputs);
      case WindowNode window -> {
        Set<Symbol> inputs = with(outputs, window.getPartitionBy());
        window.getOrderingScheme().ifPresent(scheme -> inputs.addAll(scheme.orderBy()));
        window
            .getWindowFunctions()
            .values()
            .forEach(function -> {
              inputs.addAll(SymbolsExtractor.extractUnique(function));
              WindowNode.Frame frame = function.getFrame();
              Stream.of(
                      frame.getStartValue(),
                      frame.getSortKeyCoercedForFrameStartComparison(),
                      frame.getEndValue(),
                      frame.getSortKeyCoercedForFrameEndComparison())
                  .flatMap(Optional::stream)
                  .forEach(inputs::add);
            });
        visit(window.getSource(), inputs);
      }
      default -> node.getSources().forEach(source -> visit(source, source.getOutputSymbols()));
    }
  }

  private static Set<Symbol> with(Set<Symbol> outputs, Collection<Symbol> more) {
    Set<Symbol> all = new HashSet<>(outputs);
    all.addAll(more);
    return all;
  }
}
