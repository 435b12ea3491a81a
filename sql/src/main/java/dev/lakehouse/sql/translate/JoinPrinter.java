package dev.lakehouse.sql.translate;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import dev.lakehouse.sql.delegate.Value;
import dev.lakehouse.sql.type.Unsupported;
import io.trino.sql.ir.Booleans;
import io.trino.sql.ir.IrUtils;
import io.trino.sql.planner.DeterminismEvaluator;
import io.trino.sql.planner.ExpressionExtractor;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.SymbolsExtractor;
import io.trino.sql.planner.plan.ApplyNode;
import io.trino.sql.planner.plan.CorrelatedJoinNode;
import io.trino.sql.planner.plan.EnforceSingleRowNode;
import io.trino.sql.planner.plan.JoinNode;
import io.trino.sql.planner.plan.JoinType;
import io.trino.sql.planner.plan.PlanNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Joins, and subqueries of which DuckDB makes joins. */
final class JoinPrinter {
  private final Blocks blocks;

  JoinPrinter(Blocks blocks) {
    this.blocks = requireNonNull(blocks, "blocks is null");
  }

  SelectBlock join(JoinNode node) {
    if (node.getType() == JoinType.RIGHT) {
      return join(node.flipChildren());
    }
    SelectBlock left = blocks.print(node.getLeft());
    SelectBlock right = blocks.print(node.getRight());
    boolean full = node.getType() == JoinType.FULL;
    left = joinable(left, full);
    right = joinable(right, full || node.getType() == JoinType.LEFT);
    if ((full && !left.where().isEmpty())) {
      left = blocks.wrap(left);
    }
    if (full && !right.where().isEmpty()) {
      right = blocks.wrap(right);
    }
    Map<Symbol, Definition> columns = new LinkedHashMap<>(left.columns());
    columns.putAll(right.columns());
    SelectBlock joined = new SelectBlock("", columns);
    List<String> conditions = new ArrayList<>();
    for (JoinNode.EquiJoinClause clause : node.getCriteria()) {
      conditions.add(blocks.condition(clause.toExpression(), joined));
    }
    node.getFilter().stream()
        .flatMap(filter -> IrUtils.extractConjuncts(filter).stream())
        .map(conjunct -> blocks.condition(conjunct, joined))
        .forEach(conditions::add);
    joined.where().addAll(left.where());
    if (node.getType() == JoinType.INNER) {
      joined.where().addAll(right.where());
    } else {
      conditions.addAll(right.where());
    }
    joined.setFrom(
        "%s %s %s%s"
            .formatted(
                left.from(),
                conditions.isEmpty() && node.getType() == JoinType.INNER
                    ? "CROSS JOIN"
                    : node.getType() + " JOIN",
                right.from().contains(" JOIN ") ? "(" + right.from() + ")" : right.from(),
                conditions.isEmpty() && node.getType() == JoinType.INNER
                    ? ""
                    : conditions.stream()
                        .map("(%s)"::formatted)
                        .collect(joining(" AND ", " ON ", conditions.isEmpty() ? "true" : ""))));
    joined.columns().keySet().retainAll(node.getOutputSymbols());
    return joined;
  }

  private SelectBlock joinable(SelectBlock block, boolean nullable) {
    boolean fits =
        block.isPlain()
            && !block.from().isEmpty()
            && block.columns().values().stream()
                .allMatch(
                    definition -> nullable ? definition.isColumn() : !definition.isVolatile());
    return fits ? block : blocks.wrap(block);
  }

  SelectBlock apply(ApplyNode node) {
    SelectBlock input = blocks.steady(blocks.plain(blocks.print(node.getInput())));
    boolean correlated = isCorrelated(node.getInput(), node.getSubquery());
    SelectBlock subquery = blocks.within(input, correlated, node.getSubquery());
    Definition.Kind kind = kind(node.getSubquery());
    SubqueryTests tests = new SubqueryTests(input, subquery, correlated, blocks::alias);
    Map<Symbol, Definition> made = new LinkedHashMap<>();
    node.getSubqueryAssignments()
        .forEach(
            (symbol, test) -> made.put(symbol, Definition.of(Value.of(tests.print(test)), kind)));
    input.columns().putAll(made);
    return input;
  }

  SelectBlock singleRow(EnforceSingleRowNode node) {
    SelectBlock source = blocks.print(node.getSource());
    if (source.from().isEmpty()
        && source.where().isEmpty()
        && source.isPlain()
        && (blocks.isCorrelated() || !source.isVolatile())) {
      return source;
    }
    Definition.Kind kind = kind(node.getSource());
    SelectBlock single = SelectBlock.singleRow();
    source
        .columns()
        .forEach((symbol, definition) ->
            single
                .columns()
                .put(
                    symbol,
                    Definition.of(
                        new Value(
                            "(%s)".formatted(source.selectSymbols(List.of(symbol))),
                            definition.zone()),
                        kind)));
    return single;
  }

  /** True if a subquery looks at its input; a plan that is not optimized says so of each. */
  private static boolean isCorrelated(PlanNode input, PlanNode subquery) {
    return !Collections.disjoint(
        SymbolsExtractor.extractUnique(subquery), input.getOutputSymbols());
  }

  private static Definition.Kind kind(PlanNode subquery) {
    return ExpressionExtractor.extractExpressions(subquery).stream()
            .allMatch(DeterminismEvaluator::isDeterministic)
        ? Definition.Kind.COMPUTED
        : Definition.Kind.VOLATILE;
  }

  SelectBlock correlatedJoin(CorrelatedJoinNode node) {
    SelectBlock input = blocks.steady(blocks.plain(blocks.print(node.getInput())));
    boolean correlated = isCorrelated(node.getInput(), node.getSubquery());
    SelectBlock subquery = blocks.within(input, correlated, node.getSubquery());
    boolean always = node.getFilter().equals(Booleans.TRUE);
    boolean single =
        subquery.from().isEmpty()
            && subquery.where().isEmpty()
            && subquery.isPlain()
            && always
            && (correlated || !subquery.isVolatile())
            && (node.getType() == JoinType.INNER || node.getType() == JoinType.LEFT);
    if (single) {
      input.columns().putAll(subquery.columns());
      return input;
    }
    if (node.getType() != JoinType.INNER && node.getType() != JoinType.LEFT) {
      throw new Unsupported(node.getType() + " JOIN LATERAL");
    }
    String alias = blocks.alias();
    SelectBlock lateral = subquery.wrap(alias);
    SelectBlock base = input.from().isEmpty() ? blocks.wrap(input) : input;
    base.columns().putAll(lateral.columns());
    String condition = always ? "true" : blocks.condition(node.getFilter(), base);
    base.setFrom(
        "%s %s JOIN LATERAL %s ON %s"
            .formatted(base.from(), node.getType(), lateral.from(), condition));
    return base;
  }
}
