package dev.lakehouse.sql.translate;

import static java.util.stream.Collectors.toSet;

import io.trino.sql.ir.Expression;
import io.trino.sql.planner.OrderingScheme;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.SymbolsExtractor;
import io.trino.sql.planner.plan.AggregationNode;
import io.trino.sql.planner.plan.ApplyNode;
import io.trino.sql.planner.plan.AssignUniqueId;
import io.trino.sql.planner.plan.CorrelatedJoinNode;
import io.trino.sql.planner.plan.EnforceSingleRowNode;
import io.trino.sql.planner.plan.FilterNode;
import io.trino.sql.planner.plan.GroupIdNode;
import io.trino.sql.planner.plan.JoinNode;
import io.trino.sql.planner.plan.LimitNode;
import io.trino.sql.planner.plan.MarkDistinctNode;
import io.trino.sql.planner.plan.OffsetNode;
import io.trino.sql.planner.plan.OutputNode;
import io.trino.sql.planner.plan.PlanNode;
import io.trino.sql.planner.plan.ProjectNode;
import io.trino.sql.planner.plan.SampleNode;
import io.trino.sql.planner.plan.SetOperationNode;
import io.trino.sql.planner.plan.SortNode;
import io.trino.sql.planner.plan.TableFunctionNode;
import io.trino.sql.planner.plan.UnnestNode;
import io.trino.sql.planner.plan.ValuesNode;
import io.trino.sql.planner.plan.WindowNode;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which outputs of a plan's nodes anything above them needs. Trino's plans, not being optimized,
 * scan every column of a table, hidden ones too, and pass on what a filter has used; DuckDB would
 * compute a subquery once more for it, and the text would name every column of every table.
 */
final class LiveOutputs {
  private final SharedPlans shared;
  private final IdentityHashMap<PlanNode, Set<Symbol>> live = new IdentityHashMap<>();
  private final Map<Object, Set<Integer>> livePositions = new HashMap<>();
  private boolean growing;

  private LiveOutputs(SharedPlans shared) {
    this.shared = shared;
  }

  static LiveOutputs of(PlanNode plan, SharedPlans shared) {
    LiveOutputs outputs = new LiveOutputs(shared);
    do {
      outputs.growing = false;
      outputs.visit(plan, Set.copyOf(plan.getOutputSymbols()), new HashSet<>());
    } while (outputs.growing);
    return outputs;
  }

  boolean isLive(PlanNode node, Symbol output) {
    return live.get(node).contains(output);
  }

  /**
   * Goes down from a node.
   *
   * @param needed what is needed above it; may name more than the node's outputs
   * @param asked gets what is needed at the node and below it, by which a subquery says what it
   *     needs of the rows outside
   */
  private void visit(PlanNode node, Set<Symbol> needed, Set<Symbol> asked) {
    Set<Symbol> outputs = live.computeIfAbsent(node, _ -> new HashSet<>());
    outputs.addAll(shared.find(node).map(same -> ofAllUsers(same, node, needed)).orElse(needed));
    asked.addAll(outputs);
    switch (node) {
      case ApplyNode apply -> {
        Set<Symbol> tested =
            apply.getSubqueryAssignments().values().stream()
                .flatMap(test -> test.inputs().stream())
                .collect(toSet());
        visitSubquery(apply.getInput(), apply.getSubquery(), outputs, tested, asked);
      }
      case CorrelatedJoinNode join -> {
        Set<Symbol> inputs = with(outputs, symbols(join.getFilter()));
        visitSubquery(join.getInput(), join.getSubquery(), outputs, inputs, asked);
      }
      default -> {
        Set<Symbol> inputs = inputs(node, outputs);
        asked.addAll(inputs);
        node.getSources().forEach(source -> visit(source, inputs, asked));
      }
    }
  }

  private void visitSubquery(
      PlanNode input,
      PlanNode subquery,
      Set<Symbol> outputs,
      Set<Symbol> inputs,
      Set<Symbol> asked) {
    Set<Symbol> within = new HashSet<>(inputs);
    visit(subquery, inputs, within);
    visit(input, with(outputs, within), asked);
  }

  /** Those that share a part need different outputs of it, and call them by different names. */
  private Set<Symbol> ofAllUsers(Object same, PlanNode node, Set<Symbol> needed) {
    Set<Integer> positions = livePositions.computeIfAbsent(same, _ -> new HashSet<>());
    List<Symbol> outputs = node.getOutputSymbols();
    growing |=
        positions.addAll(
            IntStream.range(0, outputs.size())
                .filter(position -> needed.contains(outputs.get(position)))
                .boxed()
                .toList());
    return positions.stream().map(outputs::get).collect(toSet());
  }

  /** What a node needs of its sources, or of the rows outside, for some of its outputs. */
  private static Set<Symbol> inputs(PlanNode node, Set<Symbol> outputs) {
    return switch (node) {
      case OutputNode output -> Set.copyOf(output.getOutputSymbols());
      case ProjectNode project ->
          project.getAssignments().entrySet().stream()
              .filter(assignment -> outputs.contains(assignment.getKey()))
              .flatMap(assignment -> symbols(assignment.getValue()).stream())
              .collect(toSet());
      case FilterNode filter -> with(outputs, symbols(filter.getPredicate()));
      case SortNode sort -> with(outputs, sort.getOrderingScheme().orderBy());
      case LimitNode limit ->
          with(
              outputs,
              limit.getTiesResolvingScheme().map(OrderingScheme::orderBy).orElse(List.of()));
      case OffsetNode _, SampleNode _, AssignUniqueId _, EnforceSingleRowNode _ -> outputs;
      case MarkDistinctNode distinct -> with(outputs, distinct.getDistinctSymbols());
      case UnnestNode unnest ->
          with(outputs, unnest.getMappings().stream().map(UnnestNode.Mapping::getInput).toList());
      case GroupIdNode groups -> with(outputs, groups.getGroupingColumns().values());
      case JoinNode join ->
          with(
              outputs,
              SymbolsExtractor.extractUnique(
                  Stream.concat(
                          join.getCriteria().stream().map(JoinNode.EquiJoinClause::toExpression),
                          join.getFilter().stream())
                      .toList()));
      case AggregationNode aggregation ->
          with(
              aggregation.getGroupingKeys(),
              aggregation.getAggregations().values().stream()
                  .flatMap(made -> SymbolsExtractor.extractUnique(made).stream())
                  .toList());
      case WindowNode window -> {
        Set<Symbol> inputs = with(outputs, window.getPartitionBy());
        window.getOrderingScheme().ifPresent(scheme -> inputs.addAll(scheme.orderBy()));
        window
            .getWindowFunctions()
            .values()
            .forEach(function -> inputs.addAll(SymbolsExtractor.extractUnique(function)));
        yield inputs;
      }
      case TableFunctionNode function ->
          with(
              outputs,
              function.getTableArgumentProperties().stream()
                  .flatMap(argument -> argument.requiredColumns().stream())
                  .toList());
      case SetOperationNode operation -> Set.copyOf(operation.getSymbolMapping().values());
      case ValuesNode values -> SymbolsExtractor.extractUnique(values.getRows().orElse(List.of()));
      default ->
          node.getSources().stream()
              .flatMap(source -> source.getOutputSymbols().stream())
              .collect(toSet());
    };
  }

  private static Set<Symbol> symbols(Expression expression) {
    return SymbolsExtractor.extractUnique(expression);
  }

  private static Set<Symbol> with(Collection<Symbol> some, Collection<Symbol> more) {
    Set<Symbol> all = new HashSet<>(some);
    all.addAll(more);
    return all;
  }
}
