package dev.lakehouse.sql.translate;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import dev.lakehouse.sql.delegate.TrinoExpressions;
import dev.lakehouse.sql.delegate.Value;
import dev.lakehouse.sql.delegate.Zones;
import dev.lakehouse.sql.type.Unsupported;
import dev.lakehouse.table.scan.DecimalBounds;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.TimeZoneKey;
import io.trino.sql.ir.Expression;
import io.trino.sql.ir.IrUtils;
import io.trino.sql.ir.Reference;
import io.trino.sql.planner.OrderingScheme;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.SymbolsExtractor;
import io.trino.sql.planner.plan.AggregationNode;
import io.trino.sql.planner.plan.ApplyNode;
import io.trino.sql.planner.plan.AssignUniqueId;
import io.trino.sql.planner.plan.CorrelatedJoinNode;
import io.trino.sql.planner.plan.EnforceSingleRowNode;
import io.trino.sql.planner.plan.ExceptNode;
import io.trino.sql.planner.plan.FilterNode;
import io.trino.sql.planner.plan.IntersectNode;
import io.trino.sql.planner.plan.JoinNode;
import io.trino.sql.planner.plan.JoinType;
import io.trino.sql.planner.plan.LimitNode;
import io.trino.sql.planner.plan.MarkDistinctNode;
import io.trino.sql.planner.plan.OffsetNode;
import io.trino.sql.planner.plan.OutputNode;
import io.trino.sql.planner.plan.PatternRecognitionNode;
import io.trino.sql.planner.plan.PlanNode;
import io.trino.sql.planner.plan.PlanNodeId;
import io.trino.sql.planner.plan.ProjectNode;
import io.trino.sql.planner.plan.SampleNode;
import io.trino.sql.planner.plan.SortNode;
import io.trino.sql.planner.plan.TableFunctionNode;
import io.trino.sql.planner.plan.TableScanNode;
import io.trino.sql.planner.plan.UnionNode;
import io.trino.sql.planner.plan.UnnestNode;
import io.trino.sql.planner.plan.ValuesNode;
import io.trino.sql.planner.plan.WindowNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Prints a plan of Trino's as one SELECT for DuckDB. Belongs to one statement.
 *
 * <p>Plans come unoptimized: subqueries are still Apply and CorrelatedJoin, and are printed as
 * subqueries, because DuckDB decorrelates them itself.
 */
public final class PlanPrinter {
  private final Blocks blocks;
  private final JoinPrinter joins;
  private final AggregationPrinter aggregations;
  private final RowsPrinter rows;
  private final Relations relations;
  private final Map<PlanNodeId, List<Expression>> predicates;
  private final SharedPlans shared;
  private final LiveOutputs live;
  private final Map<Object, CommonTable> commonTables = new HashMap<>();
  private final List<String> definitions = new ArrayList<>();

  /** Where table scans come from. */
  public interface Relations {
    /**
     * The text of a SELECT with a column for each of some symbols, in their order.
     *
     * @param outputs those of the scan's outputs that are wanted
     * @param predicate what holds for every row that is asked for; it may be used or not
     */
    String select(TableScanNode scan, List<Symbol> outputs, List<Expression> predicate);

    /** Between which values a decimal column of a scan that was selected lies, if its files say. */
    Optional<DecimalBounds> bounds(TableScanNode scan, Symbol output);
  }

  private PlanPrinter(PlanNode plan, TrinoExpressions.Scope trino, Relations relations) {
    this.blocks = new Blocks(new ExpressionPrinter(trino), this::block);
    this.joins = new JoinPrinter(blocks);
    this.aggregations = new AggregationPrinter(blocks);
    this.rows = new RowsPrinter(blocks, trino);
    this.relations = requireNonNull(relations, "relations is null");
    this.shared = SharedPlans.of(plan);
    this.live = LiveOutputs.of(plan, shared);
    this.predicates = ScanPredicates.of(plan, shared);
  }

  /** A printed plan: its SELECT can be given any items over the outputs. */
  public static final class Printed {
    private final SelectBlock block;
    private final List<String> definitions;

    private Printed(SelectBlock block, List<String> definitions) {
      this.block = block;
      this.definitions = definitions;
    }

    /** What computes an output. */
    public Value output(Symbol symbol) {
      return block.columns().get(symbol).value();
    }

    /** The whole SELECT with some items. */
    public String select(List<String> items) {
      String select = block.select(items);
      return definitions.isEmpty()
          ? select
          : "WITH %s %s".formatted(String.join(", ", definitions), select);
    }
  }

  /** A part of the plan that is there several times, by its position among the outputs. */
  private record CommonTable(String name, Map<Integer, Definition> columns) {}

  /**
   * Prints a plan.
   *
   * @throws Unsupported if something in it cannot be done exactly
   */
  public static Printed print(PlanNode plan, TrinoExpressions.Scope trino, Relations relations) {
    PlanPrinter printer = new PlanPrinter(plan, trino, relations);
    SelectBlock block = printer.block(plan);
    return new Printed(block, printer.definitions);
  }

  private SelectBlock block(PlanNode node) {
    return shared.find(node).map(same -> common(same, node)).orElseGet(() -> own(node));
  }

  /** A part that is there several times is a common table of the whole SELECT. */
  private SelectBlock common(Object same, PlanNode node) {
    CommonTable table = commonTables.get(same);
    List<Symbol> outputs = node.getOutputSymbols();
    if (table == null) {
      SelectBlock body = own(node);
      String name = "common_" + (commonTables.size() + 1);
      List<String> items = new ArrayList<>();
      Map<Integer, Definition> columns = new LinkedHashMap<>();
      for (int i = 0; i < outputs.size(); i++) {
        if (live.isLive(node, outputs.get(i))) {
          Definition definition = body.columns().get(outputs.get(i));
          columns.put(i, definition);
          items.add("%s AS %s".formatted(definition.sql(), column(i)));
        }
      }
      definitions.add(
          "%s AS (%s)"
              .formatted(name, body.select(items.isEmpty() ? List.of("1 AS \"none\"") : items)));
      table = new CommonTable(name, columns);
      commonTables.put(same, table);
    }
    String alias = blocks.alias();
    Map<Symbol, Definition> columns = new LinkedHashMap<>();
    table
        .columns()
        .forEach((position, definition) ->
            columns.put(
                outputs.get(position),
                Definition.column(alias + "." + column(position), definition.zone())));
    return new SelectBlock("%s AS %s".formatted(table.name(), alias), columns);
  }

  private static String column(int position) {
    return "\"c%d\"".formatted(position);
  }

  private SelectBlock own(PlanNode node) {
    return switch (node) {
      case OutputNode output -> blocks.print(output.getSource());
      case ProjectNode project -> project(project);
      case FilterNode filter -> filter(filter);
      case ValuesNode values -> rows.values(values);
      case TableScanNode scan -> scan(scan);
      case AggregationNode aggregation -> aggregations.aggregation(aggregation);
      case JoinNode join -> joins.join(join);
      case ApplyNode apply -> joins.apply(apply);
      case CorrelatedJoinNode join -> joins.correlatedJoin(join);
      case EnforceSingleRowNode single -> joins.singleRow(single);
      case SortNode sort -> {
        SelectBlock block = blocks.steady(blocks.print(sort.getSource()));
        if (block.isOrdered()) {
          block = blocks.wrap(block);
        }
        block.orderBy(blocks.order(sort.getOrderingScheme(), block));
        yield block;
      }
      case LimitNode limit -> limit(limit);
      case OffsetNode offset -> {
        SelectBlock block = blocks.print(offset.getSource());
        if (block.isCut()) {
          block = blocks.wrap(block);
        }
        block.offset(Long.toString(offset.getCount()));
        yield block;
      }
      case UnionNode union -> rows.setOperation(union, "UNION ALL");
      case IntersectNode intersect ->
          rows.setOperation(intersect, intersect.isDistinct() ? "INTERSECT" : "INTERSECT ALL");
      case ExceptNode except ->
          rows.setOperation(except, except.isDistinct() ? "EXCEPT" : "EXCEPT ALL");
      case WindowNode window -> window(window);
      case UnnestNode unnest -> unnest(unnest);
      case SampleNode sample -> {
        SelectBlock block = blocks.plain(blocks.print(sample.getSource()));
        block.where().add("(random() < %s)".formatted(sample.getSampleRatio()));
        yield blocks.wrap(block);
      }
      case AssignUniqueId unique -> {
        SelectBlock block = blocks.plain(blocks.print(unique.getSource()));
        block.setWindowed();
        block
            .columns()
            .put(unique.getIdColumn(), Definition.computed("CAST(row_number() OVER () AS BIGINT)"));
        yield blocks.wrap(block);
      }
      case MarkDistinctNode distinct -> markDistinct(distinct);
      case TableFunctionNode function -> TableFunctions.block(function, blocks);
      case PatternRecognitionNode _ -> throw new Unsupported("MATCH_RECOGNIZE");
      default -> throw new Unsupported(node.getClass().getSimpleName().replace("Node", ""));
    };
  }

  private SelectBlock markDistinct(MarkDistinctNode node) {
    SelectBlock block = blocks.steady(blocks.print(node.getSource()));
    if (block.isWindowed() || block.isOrdered()) {
      block = blocks.wrap(block);
    }
    SelectBlock source = block;
    String keys =
        node.getDistinctSymbols().stream()
            .map(symbol -> blocks.key(symbol, source))
            .collect(joining(", "));
    source
        .columns()
        .put(
            node.getMarkerSymbol(),
            Definition.computed("(row_number() OVER (PARTITION BY %s) = 1)".formatted(keys)));
    source.setWindowed();
    return blocks.wrap(source);
  }

  private SelectBlock project(ProjectNode node) {
    SelectBlock block = blocks.print(node.getSource());
    Map<Symbol, Expression> assignments = new LinkedHashMap<>(node.getAssignments().getMap());
    assignments.keySet().removeIf(symbol -> !live.isLive(node, symbol));
    if (isUsedTwice(assignments.values(), block)) {
      block = blocks.wrap(block);
    }
    Map<Symbol, Definition> columns = new LinkedHashMap<>();
    SelectBlock source = block;
    assignments.forEach(
        (symbol, expression) -> columns.put(symbol, blocks.define(expression, source)));
    block.setColumns(columns);
    return block;
  }

  /** True if a text that is costly to repeat would be repeated. */
  private static boolean isUsedTwice(Collection<Expression> expressions, SelectBlock block) {
    Set<Symbol> used = new HashSet<>();
    for (Expression expression : expressions) {
      for (Symbol symbol : SymbolsExtractor.extractAll(expression)) {
        Definition definition = block.columns().get(symbol);
        boolean again = !used.add(symbol);
        boolean costly = definition != null && !definition.isCheap() && again;
        // The text of an expression may have its operands twice.
        boolean changing =
            definition != null && definition.isVolatile() && !(expression instanceof Reference);
        if (costly || changing) {
          return true;
        }
      }
    }
    return false;
  }

  private SelectBlock filter(FilterNode node) {
    SelectBlock block = blocks.steady(blocks.plain(blocks.print(node.getSource())));
    for (Expression conjunct : IrUtils.extractConjuncts(node.getPredicate())) {
      block.where().add(blocks.condition(conjunct, block));
    }
    // A subquery that only the condition needed is not computed a second time.
    block
        .columns()
        .entrySet()
        .removeIf(column ->
            !column.getValue().isColumn()
                && node.getOutputSymbols().contains(column.getKey())
                && !live.isLive(node, column.getKey()));
    return block;
  }

  private SelectBlock scan(TableScanNode node) {
    List<Symbol> outputs =
        node.getOutputSymbols().stream().filter(symbol -> live.isLive(node, symbol)).toList();
    String select =
        relations.select(node, outputs, predicates.getOrDefault(node.getId(), List.of()));
    String alias = blocks.alias();
    Map<Symbol, Definition> columns = new LinkedHashMap<>();
    for (Symbol symbol : outputs) {
      String column = alias + "." + SelectBlock.name(symbol);
      Definition definition =
          Definition.column(
              column,
              // Iceberg's instants have no zone, and Trino shows them in UTC.
              Zones.isIn(symbol.type()) ? Optional.of(TimeZoneKey.UTC_KEY) : Optional.empty());
      columns.put(
          symbol,
          symbol.type() instanceof DecimalType type
              ? definition.with(ShortDecimals.column(type, column, relations.bounds(node, symbol)))
              : definition);
    }
    String names =
        outputs.isEmpty()
            ? "\"none\""
            : outputs.stream().map(SelectBlock::name).collect(joining(", "));
    return new SelectBlock("(%s) AS %s(%s)".formatted(select, alias, names), columns);
  }

  private SelectBlock limit(LimitNode node) {
    SelectBlock block = blocks.print(node.getSource());
    if (node.getTiesResolvingScheme().isPresent()) {
      SelectBlock ranked = block.isCut() ? blocks.wrap(block) : blocks.steady(block);
      OrderingScheme scheme = node.getTiesResolvingScheme().get();
      Symbol rank = new Symbol(BigintType.BIGINT, "rank$" + blocks.alias());
      Map<Symbol, Definition> columns = new LinkedHashMap<>(ranked.columns());
      String order = String.join(", ", blocks.order(scheme, ranked));
      ranked.columns().put(rank, Definition.computed("rank() OVER (ORDER BY %s)".formatted(order)));
      ranked.setWindowed();
      SelectBlock cut = blocks.wrap(ranked);
      cut.where().add("(%s <= %d)".formatted(blocks.text(rank, cut), node.getCount()));
      cut.columns().keySet().retainAll(columns.keySet());
      cut.orderBy(blocks.order(scheme, cut));
      return cut;
    }
    if (block.isLimited()) {
      block = blocks.wrap(block);
    }
    block.limit(Long.toString(node.getCount()));
    return block;
  }

  private SelectBlock window(WindowNode node) {
    SelectBlock block = blocks.steady(blocks.print(node.getSource()));
    if (block.isWindowed() || block.isOrdered()) {
      block = blocks.wrap(block);
    }
    SelectBlock source = block;
    WindowPrinter printer =
        new WindowPrinter(
            blocks.expressions(),
            symbol -> blocks.resolve(source, symbol),
            scheme -> blocks.order(scheme, source));
    Map<Symbol, Definition> made = new LinkedHashMap<>();
    node.getWindowFunctions()
        .forEach((symbol, function) ->
            made.put(symbol, Definition.computed(printer.print(node, function))));
    source.columns().putAll(made);
    source.setWindowed();
    return source;
  }

  private SelectBlock unnest(UnnestNode node) {
    SelectBlock input = blocks.steady(blocks.plain(blocks.print(node.getSource())));
    SelectBlock base =
        input.from().isEmpty() && node.getJoinType() != JoinType.INNER ? blocks.wrap(input) : input;
    Unnesting unnesting =
        Unnesting.of(node, symbol -> blocks.resolve(base, symbol).value(), blocks.alias());
    if (base.from().isEmpty()) {
      base.setFrom(unnesting.relation());
    } else {
      base.setFrom(
          "%s %s JOIN LATERAL %s ON true"
              .formatted(base.from(), node.getJoinType(), unnesting.relation()));
    }
    base.columns().keySet().retainAll(node.getReplicateSymbols());
    base.columns().putAll(unnesting.columns());
    return base;
  }
}
