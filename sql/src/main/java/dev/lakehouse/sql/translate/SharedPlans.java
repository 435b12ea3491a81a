package dev.lakehouse.sql.translate;

import io.trino.sql.ir.Expression;
import io.trino.sql.ir.Reference;
import io.trino.sql.planner.DeterminismEvaluator;
import io.trino.sql.planner.ExpressionSymbolInliner;
import io.trino.sql.planner.OrderingScheme;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.SymbolsExtractor;
import io.trino.sql.planner.plan.AggregationNode;
import io.trino.sql.planner.plan.ApplyNode;
import io.trino.sql.planner.plan.CorrelatedJoinNode;
import io.trino.sql.planner.plan.EnforceSingleRowNode;
import io.trino.sql.planner.plan.ExceptNode;
import io.trino.sql.planner.plan.FilterNode;
import io.trino.sql.planner.plan.GroupIdNode;
import io.trino.sql.planner.plan.IntersectNode;
import io.trino.sql.planner.plan.JoinNode;
import io.trino.sql.planner.plan.LimitNode;
import io.trino.sql.planner.plan.PlanNode;
import io.trino.sql.planner.plan.ProjectNode;
import io.trino.sql.planner.plan.SetOperationNode;
import io.trino.sql.planner.plan.SortNode;
import io.trino.sql.planner.plan.TableScanNode;
import io.trino.sql.planner.plan.UnionNode;
import io.trino.sql.planner.plan.ValuesNode;
import io.trino.sql.planner.plan.WindowNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the parts of a plan that are there several times: Trino plans a query of WITH anew wherever
 * it is named. Two nodes are equal if they do the same to equal sources, symbols being known by
 * their position among a source's outputs. What is volatile, or needs a symbol from outside, equals
 * nothing.
 */
final class SharedPlans {
  /** A source's output as another source of the same node sees it. */
  private record Position(int source, int output) {}

  /** Nodes that are equal; the sources are classes too. */
  private record Key(Class<?> kind, List<Object> details, List<PlanClass> sources) {}

  /** A class of equal nodes. */
  private static final class PlanClass {
    private final boolean costly;
    private final boolean unjoined;
    private final boolean closed;
    private final List<PlanClass> sources;
    private int uses;

    private PlanClass(boolean costly, boolean unjoined, boolean closed, List<PlanClass> sources) {
      this.costly = costly;
      this.unjoined = unjoined;
      this.closed = closed;
      this.sources = sources;
    }
  }

  private final Map<Key, PlanClass> classes = new HashMap<>();
  private final IdentityHashMap<PlanNode, PlanClass> classOf = new IdentityHashMap<>();

  private SharedPlans() {}

  static SharedPlans of(PlanNode plan) {
    SharedPlans shared = new SharedPlans();
    PlanClass root = shared.classify(plan);
    shared.count(root, new HashSet<>());
    return shared;
  }

  /** What stands for all nodes that are equal to a node, if it is worth computing them once. */
  Optional<Object> find(PlanNode node) {
    PlanClass found = classOf.get(node);
    return found != null && found.uses > 1 && found.costly && found.closed && !found.unjoined
        ? Optional.of(found)
        : Optional.empty();
  }

  /** Sources of equal nodes are used once by all of them. */
  private void count(PlanClass user, Set<PlanClass> seen) {
    if (seen.add(user)) {
      for (PlanClass source : user.sources) {
        source.uses++;
        count(source, seen);
      }
    }
  }

  private PlanClass classify(PlanNode node) {
    List<PlanClass> sources = node.getSources().stream().map(this::classify).toList();
    Names names = new Names(node);
    Optional<List<Object>> details = details(node, names);
    boolean known = details.isPresent() && !names.open;
    boolean costly =
        node instanceof AggregationNode
            || node instanceof JoinNode
            || node instanceof SetOperationNode
            || node instanceof WindowNode
            || sources.stream().anyMatch(source -> source.costly);
    // The relations of a FROM are crossed first, and joined by the filter above.
    boolean unjoined =
        (node instanceof JoinNode join && join.isCrossJoin())
            || (!(node instanceof FilterNode)
                && sources.stream().anyMatch(source -> source.unjoined));
    boolean closed = known && sources.stream().allMatch(source -> source.closed);
    PlanClass made = new PlanClass(costly, unjoined, closed, sources);
    PlanClass found =
        closed
            ? classes.computeIfAbsent(
                new Key(node.getClass(), details.orElseThrow(), sources), key -> made)
            : made;
    classOf.put(node, found);
    return found;
  }

  private static Optional<List<Object>> details(PlanNode node, Names names) {
    List<Object> details = new ArrayList<>();
    switch (node) {
      case TableScanNode scan -> {
        details.add(scan.getTable());
        scan.getOutputSymbols()
            .forEach(symbol -> details.add(List.of(scan.getAssignments().get(symbol))));
        return Optional.of(details);
      }
      case ValuesNode values -> {
        details.add(values.getRowCount());
        details.add(types(values.getOutputSymbols()));
        details.add(values.getRows().map(rows -> names.expressions(rows)));
        return Optional.of(details);
      }
      case ProjectNode project ->
          project
              .getOutputSymbols()
              .forEach(
                  symbol -> details.add(names.expression(project.getAssignments().get(symbol))));
      case FilterNode filter -> details.add(names.expression(filter.getPredicate()));
      case JoinNode join -> {
        details.add(join.getType());
        join.getCriteria().forEach(clause -> details.add(names.expression(clause.toExpression())));
        details.add(join.getFilter().map(names::expression));
      }
      case AggregationNode aggregation -> {
        details.add(names.symbols(aggregation.getGroupingKeys()));
        details.add(aggregation.getGroupingSetCount());
        details.add(aggregation.getGlobalGroupingSets());
        aggregation
            .getAggregations()
            .values()
            .forEach(made -> {
              details.add(made.getResolvedFunction());
              details.add(names.expressions(made.getArguments()));
              details.add(made.isDistinct());
              details.add(made.getFilter().map(names::symbol));
              details.add(made.getMask().map(names::symbol));
              details.add(made.getOrderingScheme().map(names::ordering));
            });
        // Their place among the outputs is that of the map.
        details.add(outputs(node, names, aggregation.getAggregations().keySet()));
        return Optional.of(details);
      }
      case GroupIdNode groups -> {
        List<Symbol> keys = List.copyOf(groups.getGroupingColumns().keySet());
        keys.forEach(key -> details.add(names.symbol(groups.getGroupingColumns().get(key))));
        groups
            .getGroupingSets()
            .forEach(set -> details.add(set.stream().map(keys::indexOf).toList()));
        details.add(names.symbols(groups.getAggregationArguments()));
        List<Symbol> made = new ArrayList<>(keys);
        made.add(groups.getGroupIdSymbol());
        details.add(outputs(node, names, made));
        return Optional.of(details);
      }
      case SetOperationNode operation -> {
        switch (operation) {
          case UnionNode _ -> {}
          case IntersectNode intersect -> details.add(intersect.isDistinct());
          case ExceptNode except -> details.add(except.isDistinct());
          default -> {
            return Optional.empty();
          }
        }
        operation
            .getOutputSymbols()
            .forEach(
                symbol -> details.add(names.symbols(operation.getSymbolMapping().get(symbol))));
        return Optional.of(details);
      }
      case SortNode sort -> details.add(names.ordering(sort.getOrderingScheme()));
      case LimitNode limit -> {
        details.add(limit.getCount());
        details.add(limit.getTiesResolvingScheme().map(names::ordering));
      }
      case EnforceSingleRowNode _ -> {}
      case WindowNode window -> {
        details.add(names.symbols(window.getPartitionBy()));
        details.add(window.getOrderingScheme().map(names::ordering));
        window
            .getWindowFunctions()
            .values()
            .forEach(function -> {
              details.add(function.getResolvedFunction());
              details.add(names.expressions(function.getArguments()));
              details.add(function.getOrderingScheme().map(names::ordering));
              details.add(function.isIgnoreNulls());
              details.add(function.isDistinct());
              WindowNode.Frame frame = function.getFrame();
              details.add(frame.getType());
              details.add(frame.getStartType());
              details.add(frame.getEndType());
              details.add(frame.getStartValue().map(names::symbol));
              details.add(frame.getEndValue().map(names::symbol));
              details.add(frame.getSortKeyCoercedForFrameStartComparison().map(names::symbol));
              details.add(frame.getSortKeyCoercedForFrameEndComparison().map(names::symbol));
            });
        details.add(outputs(node, names, window.getWindowFunctions().keySet()));
        return Optional.of(details);
      }
      case ApplyNode apply -> {
        apply
            .getSubqueryAssignments()
            .values()
            .forEach(test -> {
              details.add(
                  switch (test) {
                    case ApplyNode.QuantifiedComparison compared ->
                        List.of(compared.operator(), compared.quantifier());
                    case ApplyNode.Exists _ -> "EXISTS";
                    case ApplyNode.In _ -> "IN";
                  });
              details.add(names.symbols(test.inputs()));
            });
        details.add(outputs(node, names, apply.getSubqueryAssignments().keySet()));
        return Optional.of(details);
      }
      case CorrelatedJoinNode join -> {
        details.add(join.getType());
        details.add(names.expression(join.getFilter()));
      }
      default -> {
        return Optional.empty();
      }
    }
    if (!(node instanceof ProjectNode)) {
      details.add(outputs(node, names, Set.of()));
    }
    return Optional.of(details);
  }

  private static List<Object> types(List<Symbol> symbols) {
    return symbols.stream().<Object>map(Symbol::type).toList();
  }

  /** Where each output comes from: a source, or what the node makes itself. */
  private static List<Object> outputs(PlanNode node, Names names, Collection<Symbol> made) {
    List<Symbol> own = List.copyOf(made);
    return node.getOutputSymbols().stream()
        .<Object>map(symbol -> own.contains(symbol) ? own.indexOf(symbol) : names.symbol(symbol))
        .toList();
  }

  /** What a node calls the outputs of its sources. */
  private static final class Names {
    private final Map<Symbol, Position> positions = new HashMap<>();
    private boolean open;

    private Names(PlanNode node) {
      for (int source = 0; source < node.getSources().size(); source++) {
        List<Symbol> outputs = node.getSources().get(source).getOutputSymbols();
        for (int output = 0; output < outputs.size(); output++) {
          positions.putIfAbsent(outputs.get(output), new Position(source, output));
        }
      }
    }

    private Object symbol(Symbol symbol) {
      Position position = positions.get(symbol);
      if (position == null) {
        open = true;
        return symbol;
      }
      return position;
    }

    private List<Object> symbols(Collection<Symbol> symbols) {
      return symbols.stream().map(this::symbol).toList();
    }

    private List<Object> ordering(OrderingScheme scheme) {
      List<Object> keys = new ArrayList<>();
      scheme
          .orderBy()
          .forEach(symbol -> keys.add(List.of(symbol(symbol), scheme.ordering(symbol))));
      return keys;
    }

    private List<Object> expressions(Collection<Expression> expressions) {
      return expressions.stream().map(this::expression).toList();
    }

    private Object expression(Expression expression) {
      if (!DeterminismEvaluator.isDeterministic(expression)
          || !positions.keySet().containsAll(SymbolsExtractor.extractUnique(expression))) {
        open = true;
        return expression;
      }
      return ExpressionSymbolInliner.inlineSymbols(
          symbol -> {
            Position position = positions.get(symbol);
            return position == null
                ? symbol.toSymbolReference()
                : new Reference(symbol.type(), position.source() + "." + position.output());
          },
          expression);
    }
  }
}
