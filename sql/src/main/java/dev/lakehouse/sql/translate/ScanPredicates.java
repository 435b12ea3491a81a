package dev.lakehouse.sql.translate;

import io.trino.sql.ir.Constant;
import io.trino.sql.ir.Expression;
import io.trino.sql.ir.IrUtils;
import io.trino.sql.ir.Reference;
import io.trino.sql.planner.DeterminismEvaluator;
import io.trino.sql.planner.ExpressionSymbolInliner;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.SymbolsExtractor;
import io.trino.sql.planner.plan.AggregationNode;
import io.trino.sql.planner.plan.ApplyNode;
import io.trino.sql.planner.plan.CorrelatedJoinNode;
import io.trino.sql.planner.plan.FilterNode;
import io.trino.sql.planner.plan.JoinNode;
import io.trino.sql.planner.plan.JoinType;
import io.trino.sql.planner.plan.PlanNode;
import io.trino.sql.planner.plan.PlanNodeId;
import io.trino.sql.planner.plan.ProjectNode;
import io.trino.sql.planner.plan.SortNode;
import io.trino.sql.planner.plan.TableScanNode;
import io.trino.sql.planner.plan.UnionNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds what the filters of a plan say of each table scan, so that files can be left out before
 * anything is read. Only what certainly holds for every row that matters is passed down.
 */
public final class ScanPredicates {
  private final Map<PlanNodeId, List<Expression>> found = new HashMap<>();

  private final SharedPlans shared;

  private ScanPredicates(SharedPlans shared) {
    this.shared = shared;
  }

  /** The conditions of each scan of a plan, in terms of its own symbols. */
  public static Map<PlanNodeId, List<Expression>> of(PlanNode plan) {
    return of(plan, SharedPlans.of(plan));
  }

  /** What is shared is asked for by several, so it is filtered by what is in it only. */
  static Map<PlanNodeId, List<Expression>> of(PlanNode plan, SharedPlans shared) {
    ScanPredicates predicates = new ScanPredicates(shared);
    predicates.visit(plan, List.of());
    return predicates.found;
  }

  private void visit(PlanNode node, List<Expression> given) {
    List<Expression> conjuncts = shared.find(node).isPresent() ? List.of() : given;
    switch (node) {
      case FilterNode filter -> {
        List<Expression> more = new ArrayList<>(conjuncts);
        IrUtils.extractConjuncts(filter.getPredicate()).stream()
            .filter(DeterminismEvaluator::isDeterministic)
            .forEach(more::add);
        visit(filter.getSource(), more);
      }
      case ProjectNode project -> visit(project.getSource(), translated(project, conjuncts));
      case TableScanNode scan -> found.put(scan.getId(), about(scan, conjuncts));
      case JoinNode join -> {
        List<Expression> more = new ArrayList<>(conjuncts);
        if (join.getType() == JoinType.INNER) {
          join.getFilter().map(IrUtils::extractConjuncts).ifPresent(more::addAll);
        }
        boolean left = join.getType() == JoinType.INNER || join.getType() == JoinType.LEFT;
        boolean right = join.getType() == JoinType.INNER || join.getType() == JoinType.RIGHT;
        visit(join.getLeft(), left ? about(join.getLeft(), more) : List.of());
        visit(join.getRight(), right ? about(join.getRight(), more) : List.of());
      }
      case ApplyNode apply -> {
        visit(apply.getInput(), about(apply.getInput(), conjuncts));
        visit(apply.getSubquery(), List.of());
      }
      case CorrelatedJoinNode join -> {
        boolean keeps = join.getType() == JoinType.INNER || join.getType() == JoinType.LEFT;
        visit(join.getInput(), keeps ? about(join.getInput(), conjuncts) : List.of());
        visit(join.getSubquery(), List.of());
      }
      case SortNode sort -> visit(sort.getSource(), conjuncts);
      case AggregationNode aggregation ->
          visit(
              aggregation.getSource(),
              conjuncts.stream()
                  .filter(conjunct ->
                      aggregation
                          .getGroupingKeys()
                          .containsAll(SymbolsExtractor.extractUnique(conjunct)))
                  .filter(conjunct -> !aggregation.getGroupingKeys().isEmpty())
                  .filter(conjunct -> aggregation.getGroupingSetCount() == 1)
                  .toList());
      case UnionNode union -> {
        for (int i = 0; i < union.getSources().size(); i++) {
          visit(union.getSources().get(i), renamed(union.sourceSymbolMap(i), conjuncts));
        }
      }
      default -> node.getSources().forEach(source -> visit(source, List.of()));
    }
  }

  private static List<Expression> about(PlanNode node, List<Expression> conjuncts) {
    return conjuncts.stream()
        .filter(conjunct ->
            node.getOutputSymbols().containsAll(SymbolsExtractor.extractUnique(conjunct)))
        .toList();
  }

  private static List<Expression> renamed(
      Map<Symbol, ? extends Expression> names, List<Expression> conjuncts) {
    Map<Symbol, Expression> inner = new HashMap<>(names);
    return conjuncts.stream()
        .filter(conjunct -> inner.keySet().containsAll(SymbolsExtractor.extractUnique(conjunct)))
        .map(conjunct -> ExpressionSymbolInliner.inlineSymbols(inner, conjunct))
        .toList();
  }

  private static List<Expression> translated(ProjectNode project, List<Expression> conjuncts) {
    Map<Symbol, Expression> names = new HashMap<>();
    project
        .getAssignments()
        .forEach((symbol, expression) -> {
          if (expression instanceof Reference || expression instanceof Constant) {
            names.put(symbol, expression);
          }
        });
    return renamed(names, conjuncts);
  }
}
