package dev.lakehouse.sql.trino;

import static io.trino.sql.ir.IrUtils.combineConjuncts;
import static io.trino.sql.ir.IrUtils.extractConjuncts;

import io.trino.sql.ir.Expression;
import io.trino.sql.ir.Reference;
import io.trino.sql.planner.DeterminismEvaluator;
import io.trino.sql.planner.ExpressionSymbolInliner;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.SymbolsExtractor;
import io.trino.sql.planner.plan.FilterNode;
import io.trino.sql.planner.plan.JoinNode;
import io.trino.sql.planner.plan.JoinType;
import io.trino.sql.planner.plan.PlanNode;
import io.trino.sql.planner.plan.PlanNodeId;
import io.trino.sql.planner.plan.ProjectNode;
import io.trino.sql.planner.plan.TableScanNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a plan asks of the rows of its scans: the filters above each scan that rows must pass to
 * have any effect, in terms of the scan's own symbols. The plan applies its filters anyway, so a
 * scan may leave out rows that do not match but need not.
 */
public final class ScanFilters {
  private final Map<PlanNodeId, Expression> filters = new HashMap<>();

  private ScanFilters() {}

  /** The filters of all scans of a plan. */
  public static ScanFilters of(PlanNode root) {
    ScanFilters filters = new ScanFilters();
    filters.visit(root, List.of());
    return filters;
  }

  /** The filter of a scan; TRUE if any row can have an effect. */
  public Expression of(TableScanNode scan) {
    return filters.getOrDefault(scan.getId(), combineConjuncts());
  }

  private void visit(PlanNode node, List<Expression> conjuncts) {
    switch (node) {
      case TableScanNode scan -> filters.put(scan.getId(), combineConjuncts(conjuncts));
      case FilterNode filter ->
          visit(
              filter.getSource(),
              Stream.concat(
                      conjuncts.stream(),
                      extractConjuncts(filter.getPredicate()).stream()
                          .filter(DeterminismEvaluator::isDeterministic))
                  .toList());
      case ProjectNode project -> visit(project.getSource(), below(project, conjuncts));
      case JoinNode join -> {
        boolean inner = join.getType() == JoinType.INNER;
        visit(
            join.getLeft(),
            inner || join.getType() == JoinType.LEFT ? over(join.getLeft(), conjuncts) : List.of());
        visit(
            join.getRight(),
            inner || join.getType() == JoinType.RIGHT
                ? over(join.getRight(), conjuncts)
                : List.of());
      }
      default -> node.getSources().forEach(source -> visit(source, List.of()));
    }
  }

  private static List<Expression> over(PlanNode source, List<Expression> conjuncts) {
    return conjuncts.stream()
        .filter(conjunct ->
            source.getOutputSymbols().containsAll(SymbolsExtractor.extractUnique(conjunct)))
        .toList();
  }

  /** Those that use columns which the projection passes on, under their names below it. */
  private static List<Expression> below(ProjectNode project, List<Expression> conjuncts) {
    Map<Symbol, Expression> assignments = project.getAssignments().getMap();
    List<Expression> inlined = new ArrayList<>();
    for (Expression conjunct : conjuncts) {
      boolean passed =
          SymbolsExtractor.extractUnique(conjunct).stream()
              .allMatch(symbol -> assignments.get(symbol) instanceof Reference);
      if (passed) {
        inlined.add(ExpressionSymbolInliner.inlineSymbols(assignments, conjunct));
      }
    }
    return inlined;
  }
}
