package dev.lakehouse.sql.translate;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.SetMultimap;
import dev.lakehouse.sql.delegate.TrinoExpressions;
import dev.lakehouse.sql.delegate.Value;
import dev.lakehouse.sql.delegate.Zones;
import dev.lakehouse.sql.type.StorageTypes;
import dev.lakehouse.sql.type.Unsupported;
import io.trino.spi.connector.SortOrder;
import io.trino.spi.function.BoundSignature;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.TimeZoneKey;
import io.trino.sql.ir.Booleans;
import io.trino.sql.ir.Expression;
import io.trino.sql.ir.IrUtils;
import io.trino.sql.ir.Lambda;
import io.trino.sql.ir.Row;
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
import io.trino.sql.planner.plan.GroupIdNode;
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
import io.trino.sql.planner.plan.SetOperationNode;
import io.trino.sql.planner.plan.SortNode;
import io.trino.sql.planner.plan.TableFunctionNode;
import io.trino.sql.planner.plan.TableScanNode;
import io.trino.sql.planner.plan.UnionNode;
import io.trino.sql.planner.plan.UnnestNode;
import io.trino.sql.planner.plan.ValuesNode;
import io.trino.sql.planner.plan.WindowNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Prints a plan of Trino's as one SELECT for DuckDB. Belongs to one statement.
 *
 * <p>Plans come unoptimized: subqueries are still Apply and CorrelatedJoin, and are printed as
 * subqueries, because DuckDB decorrelates them itself.
 */
public final class PlanPrinter {
  private final ExpressionPrinter expressions;
  private final Relations relations;
  private final Map<PlanNodeId, List<Expression>> predicates;
  private final Set<Symbol> used;
  private final Deque<Map<Symbol, Definition>> outer = new ArrayDeque<>();
  private int aliases;

  /** Where table scans come from. */
  public interface Relations {
    /**
     * The text of a SELECT with a column for each of some symbols, in their order.
     *
     * @param outputs those of the scan's outputs that are wanted
     * @param predicate what holds for every row that is asked for; it may be used or not
     */
    String select(TableScanNode scan, List<Symbol> outputs, List<Expression> predicate);

    /** True if an output of a scan costs too much to read it when nothing uses it. */
    boolean isHidden(TableScanNode scan, Symbol output);
  }

  private PlanPrinter(PlanNode plan, TrinoExpressions.Scope trino, Relations relations) {
    this.expressions = new ExpressionPrinter(trino);
    this.relations = requireNonNull(relations, "relations is null");
    this.predicates = ScanPredicates.of(plan);
    this.used = SymbolUses.of(plan);
  }

  /** A printed plan: its SELECT can be given any items over the outputs. */
  public static final class Printed {
    private final SelectBlock block;

    private Printed(SelectBlock block) {
      this.block = block;
    }

    /** What computes an output. */
    public Value output(Symbol symbol) {
      return block.columns().get(symbol).value();
    }

    /** The whole SELECT with some items. */
    public String select(List<String> items) {
      return block.select(items);
    }
  }

  /**
   * Prints a plan.
   *
   * @throws Unsupported if something in it cannot be done exactly
   */
  public static Printed print(PlanNode plan, TrinoExpressions.Scope trino, Relations relations) {
    return new Printed(new PlanPrinter(plan, trino, relations).block(plan));
  }

  private SelectBlock block(PlanNode node) {
    return switch (node) {
      case OutputNode output -> block(output.getSource());
      case ProjectNode project -> project(project);
      case FilterNode filter -> filter(filter);
      case ValuesNode values -> values(values);
      case TableScanNode scan -> scan(scan);
      case AggregationNode aggregation -> aggregation(aggregation);
      case JoinNode join -> join(join);
      case ApplyNode apply -> apply(apply);
      case CorrelatedJoinNode join -> correlatedJoin(join);
      case EnforceSingleRowNode single -> singleRow(single);
      case SortNode sort -> {
        SelectBlock block = block(sort.getSource());
        if (block.isOrdered()) {
          block = wrap(block);
        }
        block.orderBy(order(sort.getOrderingScheme(), block));
        yield block;
      }
      case LimitNode limit -> limit(limit);
      case OffsetNode offset -> {
        SelectBlock block = block(offset.getSource());
        if (block.isCut()) {
          block = wrap(block);
        }
        block.offset(Long.toString(offset.getCount()));
        yield block;
      }
      case UnionNode union -> setOperation(union, "UNION ALL");
      case IntersectNode intersect ->
          setOperation(intersect, intersect.isDistinct() ? "INTERSECT" : "INTERSECT ALL");
      case ExceptNode except -> setOperation(except, except.isDistinct() ? "EXCEPT" : "EXCEPT ALL");
      case WindowNode window -> window(window);
      case UnnestNode unnest -> unnest(unnest);
      case SampleNode sample -> {
        SelectBlock block = plain(block(sample.getSource()));
        block.where().add("(random() < %s)".formatted(sample.getSampleRatio()));
        yield wrap(block);
      }
      case AssignUniqueId unique -> {
        SelectBlock block = plain(block(unique.getSource()));
        block.setWindowed();
        block
            .columns()
            .put(unique.getIdColumn(), Definition.computed("CAST(row_number() OVER () AS BIGINT)"));
        yield wrap(block);
      }
      case MarkDistinctNode distinct -> markDistinct(distinct);
      case TableFunctionNode function -> TableFunctions.block(function, this::alias);
      case PatternRecognitionNode _ -> throw new Unsupported("MATCH_RECOGNIZE");
      default -> throw new Unsupported(node.getClass().getSimpleName().replace("Node", ""));
    };
  }

  private SelectBlock markDistinct(MarkDistinctNode node) {
    SelectBlock block = block(node.getSource());
    if (block.isWindowed() || block.isOrdered()) {
      block = wrap(block);
    }
    SelectBlock source = block;
    String keys =
        node.getDistinctSymbols().stream()
            .map(symbol -> text(symbol, source))
            .collect(joining(", "));
    source
        .columns()
        .put(
            node.getMarkerSymbol(),
            Definition.computed("(row_number() OVER (PARTITION BY %s) = 1)".formatted(keys)));
    source.setWindowed();
    return wrap(source);
  }

  private String alias() {
    return "t" + ++aliases;
  }

  private SelectBlock wrap(SelectBlock block) {
    return block.wrap(alias());
  }

  private SelectBlock plain(SelectBlock block) {
    return block.isPlain() ? block : wrap(block);
  }

  /** A block whose columns are all plain columns, so that it can be joined and grouped by. */
  private SelectBlock relation(SelectBlock block) {
    boolean bare =
        block.isPlain()
            && !block.from().isEmpty()
            && block.columns().values().stream().allMatch(Definition::isColumn);
    return bare ? block : wrap(block);
  }

  private Definition resolve(SelectBlock block, Symbol symbol) {
    Definition found = block.columns().get(symbol);
    if (found != null) {
      return found;
    }
    for (Map<Symbol, Definition> scope : outer) {
      if (scope.containsKey(symbol)) {
        return scope.get(symbol);
      }
    }
    throw new IllegalStateException("no definition of " + symbol);
  }

  private Definition define(Expression expression, SelectBlock block) {
    return expressions.define(expression, symbol -> resolve(block, symbol));
  }

  private String text(Expression expression, SelectBlock block) {
    return expressions.print(expression, symbol -> resolve(block, symbol));
  }

  private String condition(Expression expression, SelectBlock block) {
    return expressions.condition(expression, symbol -> resolve(block, symbol));
  }

  private String text(Symbol symbol, SelectBlock block) {
    return resolve(block, symbol).sql();
  }

  private SelectBlock project(ProjectNode node) {
    SelectBlock block = block(node.getSource());
    if (isUsedTwice(node.getAssignments().getExpressions(), block)) {
      block = wrap(block);
    }
    Map<Symbol, Definition> columns = new LinkedHashMap<>();
    for (Map.Entry<Symbol, Expression> entry : node.getAssignments().entrySet()) {
      if (isUnread(entry.getKey(), entry.getValue(), block)) {
        continue;
      }
      columns.put(entry.getKey(), define(entry.getValue(), block));
    }
    block.setColumns(columns);
    return block;
  }

  /** True for a hidden column that is passed on only, and was not read. */
  private static boolean isUnread(Symbol symbol, Expression expression, SelectBlock block) {
    return expression.equals(symbol.toSymbolReference()) && !block.columns().containsKey(symbol);
  }

  /** True if a text that is costly to repeat would be repeated. */
  private static boolean isUsedTwice(Collection<Expression> expressions, SelectBlock block) {
    Set<Symbol> used = new HashSet<>();
    for (Expression expression : expressions) {
      for (Symbol symbol : SymbolsExtractor.extractAll(expression)) {
        Definition definition = block.columns().get(symbol);
        if (definition != null && !definition.isCheap() && !used.add(symbol)) {
          return true;
        }
      }
    }
    return false;
  }

  private SelectBlock filter(FilterNode node) {
    SelectBlock block = block(node.getSource());
    boolean changing =
        block.columns().values().stream()
            .anyMatch(definition -> definition.kind() == Definition.Kind.VOLATILE);
    if (!block.isPlain() || changing) {
      block = wrap(block);
    }
    for (Expression conjunct : IrUtils.extractConjuncts(node.getPredicate())) {
      block.where().add(condition(conjunct, block));
    }
    return block;
  }

  private SelectBlock values(ValuesNode node) {
    List<Symbol> symbols = node.getOutputSymbols();
    if (symbols.isEmpty()) {
      return node.getRowCount() == 1
          ? SelectBlock.singleRow()
          : new SelectBlock("range(%d) AS %s".formatted(node.getRowCount(), alias()), Map.of());
    }
    SelectBlock none = SelectBlock.singleRow();
    List<Expression> rows = node.getRows().orElse(List.of());
    if (rows.size() == 1 && rows.getFirst() instanceof Row row) {
      for (int i = 0; i < symbols.size(); i++) {
        none.columns().put(symbols.get(i), define(row.items().get(i), SelectBlock.singleRow()));
      }
      return none;
    }
    List<String> texts = new ArrayList<>();
    for (Expression row : rows) {
      texts.add(
          row instanceof Row made
              ? made.items().stream().map(item -> text(item, none)).collect(joining(", ", "(", ")"))
              : fields(row, symbols.size(), none));
    }
    String alias = alias();
    String names = symbols.stream().map(SelectBlock::name).collect(joining(", "));
    Map<Symbol, Definition> columns = new LinkedHashMap<>();
    if (texts.isEmpty()) {
      symbols.forEach(symbol ->
          columns.put(
              symbol,
              Definition.computed("CAST(NULL AS %s)".formatted(StorageTypes.of(symbol.type())))));
      SelectBlock empty = new SelectBlock("", columns);
      empty.where().add("(false)");
      return wrap(empty);
    }
    for (int i = 0; i < symbols.size(); i++) {
      Symbol symbol = symbols.get(i);
      columns.put(
          symbol,
          Definition.computed(
              new Value(
                  "CAST(%s.%s AS %s)"
                      .formatted(alias, SelectBlock.name(symbol), StorageTypes.of(symbol.type())),
                  zone(symbol, i, rows))));
    }
    return new SelectBlock(
        "(VALUES %s) AS %s(%s)".formatted(String.join(", ", texts), alias, names), columns);
  }

  private Optional<TimeZoneKey> zone(Symbol symbol, int index, List<Expression> rows) {
    SetMultimap<Symbol, TimeZoneKey> zones = LinkedHashMultimap.create();
    if (Zones.isIn(symbol.type())) {
      for (Expression row : rows) {
        Expression item = row instanceof Row made ? made.items().get(index) : row;
        define(item, SelectBlock.singleRow()).zone().ifPresent(zone -> zones.put(symbol, zone));
      }
    }
    return zone(symbol, zones);
  }

  private String fields(Expression row, int count, SelectBlock block) {
    String text = text(row, block);
    return IntStream.rangeClosed(1, count)
        .mapToObj(position -> "struct_extract_at(%s, %d)".formatted(text, position))
        .collect(joining(", ", "(", ")"));
  }

  private SelectBlock scan(TableScanNode node) {
    List<Symbol> outputs =
        node.getOutputSymbols().stream()
            .filter(symbol -> used.contains(symbol) || !relations.isHidden(node, symbol))
            .toList();
    String select =
        relations.select(node, outputs, predicates.getOrDefault(node.getId(), List.of()));
    String alias = alias();
    Map<Symbol, Definition> columns = new LinkedHashMap<>();
    for (Symbol symbol : outputs) {
      columns.put(
          symbol,
          Definition.column(
              alias + "." + SelectBlock.name(symbol),
              // Iceberg's instants have no zone, and Trino shows them in UTC.
              Zones.isIn(symbol.type()) ? Optional.of(TimeZoneKey.UTC_KEY) : Optional.empty()));
    }
    String names =
        outputs.isEmpty()
            ? "\"none\""
            : outputs.stream().map(SelectBlock::name).collect(joining(", "));
    return new SelectBlock("(%s) AS %s(%s)".formatted(select, alias, names), columns);
  }

  private List<String> order(OrderingScheme scheme, SelectBlock block) {
    return scheme.orderBy().stream()
        .filter(symbol -> resolve(block, symbol).kind() != Definition.Kind.CONSTANT)
        .map(symbol -> orderKey(text(symbol, block), scheme.ordering(symbol)))
        .toList();
  }

  private static String orderKey(String text, SortOrder order) {
    return "%s %s NULLS %s"
        .formatted(
            text, order.isAscending() ? "ASC" : "DESC", order.isNullsFirst() ? "FIRST" : "LAST");
  }

  private SelectBlock limit(LimitNode node) {
    SelectBlock block = block(node.getSource());
    if (node.getTiesResolvingScheme().isPresent()) {
      SelectBlock ranked = block.isCut() ? wrap(block) : block;
      OrderingScheme scheme = node.getTiesResolvingScheme().get();
      Symbol rank = new Symbol(BigintType.BIGINT, "rank$" + alias());
      Map<Symbol, Definition> columns = new LinkedHashMap<>(ranked.columns());
      String order = String.join(", ", order(scheme, ranked));
      ranked.columns().put(rank, Definition.computed("rank() OVER (ORDER BY %s)".formatted(order)));
      ranked.setWindowed();
      SelectBlock cut = wrap(ranked);
      cut.where().add("(%s <= %d)".formatted(text(rank, cut), node.getCount()));
      cut.columns().keySet().retainAll(columns.keySet());
      cut.orderBy(order(scheme, cut));
      return cut;
    }
    if (block.isLimited()) {
      block = wrap(block);
    }
    block.limit(Long.toString(node.getCount()));
    return block;
  }

  private SelectBlock setOperation(SetOperationNode node, String operator) {
    List<String> selects = new ArrayList<>();
    SetMultimap<Symbol, TimeZoneKey> zones = LinkedHashMultimap.create();
    for (int i = 0; i < node.getSources().size(); i++) {
      SelectBlock source = block(node.getSources().get(i));
      int index = i;
      node.getOutputSymbols()
          .forEach(symbol ->
              source
                  .columns()
                  .get(node.getSymbolMapping().get(symbol).get(index))
                  .zone()
                  .ifPresent(zone -> zones.put(symbol, zone)));
      List<String> items =
          node.getOutputSymbols().stream()
              .map(symbol -> {
                Symbol input = node.getSymbolMapping().get(symbol).get(index);
                return "%s AS %s"
                    .formatted(typed(source.columns().get(input), input), SelectBlock.name(symbol));
              })
              .toList();
      selects.add(
          "(%s)".formatted(source.select(items.isEmpty() ? List.of("1 AS \"one\"") : items)));
    }
    String alias = alias();
    Map<Symbol, Definition> columns = new LinkedHashMap<>();
    node.getOutputSymbols()
        .forEach(symbol ->
            columns.put(
                symbol,
                Definition.column(alias + "." + SelectBlock.name(symbol), zone(symbol, zones))));
    return new SelectBlock(
        "(%s) AS %s".formatted(String.join(" " + operator + " ", selects), alias), columns);
  }

  private static Optional<TimeZoneKey> zone(Symbol symbol, SetMultimap<Symbol, TimeZoneKey> zones) {
    if (zones.get(symbol).size() > 1) {
      throw new Unsupported("one column with timestamps of several time zones");
    }
    return zones.get(symbol).stream().findFirst();
  }

  /** DuckDB unifies the types of both sides; NULL has none of its own. */
  private static String typed(Definition definition, Symbol symbol) {
    return definition.kind() == Definition.Kind.CONSTANT
        ? "CAST(%s AS %s)".formatted(definition.sql(), StorageTypes.of(symbol.type()))
        : definition.sql();
  }

  private SelectBlock aggregation(AggregationNode node) {
    if (node.getSource() instanceof GroupIdNode groups) {
      return groupingSets(node, groups);
    }
    SelectBlock block = block(node.getSource());
    boolean columnsOnly =
        node.getGroupingKeys().stream()
            .allMatch(key -> block.columns().containsKey(key) && resolve(block, key).isColumn());
    SelectBlock source = block.isPlain() && columnsOnly ? block : wrap(block);
    Map<Symbol, Definition> columns = new LinkedHashMap<>();
    node.getGroupingKeys().forEach(key -> columns.put(key, resolve(source, key)));
    node.getAggregations()
        .forEach((symbol, aggregation) -> columns.put(symbol, aggregate(aggregation, source)));
    source.groupBy(
        node.getGroupingKeys().stream().map(key -> text(key, source)).collect(joining(", ")));
    source.setColumns(columns);
    return source;
  }

  /**
   * Every input row once for each grouping set, numbered; columns that are not in the set are NULL.
   */
  private SelectBlock groupingSets(AggregationNode node, GroupIdNode groups) {
    SelectBlock source = relation(block(groups.getSource()));
    List<List<Symbol>> sets = groups.getGroupingSets();
    List<Symbol> keys = List.copyOf(groups.getGroupingColumns().keySet());
    Map<Symbol, Definition> columns = new LinkedHashMap<>();
    keys.forEach(key -> columns.put(key, resolve(source, groups.getGroupingColumns().get(key))));
    if (Set.copyOf(sets.stream().map(Set::copyOf).toList()).size() < sets.size()
        || keys.isEmpty()) {
      throw new Unsupported("a grouping set that is there twice");
    }
    String bits = keys.stream().map(key -> columns.get(key).sql()).collect(joining(", "));
    StringBuilder id = new StringBuilder("(CASE grouping(%s)".formatted(bits));
    for (int i = 0; i < sets.size(); i++) {
      long absent = 0;
      for (Symbol key : keys) {
        absent = absent << 1 | (sets.get(i).contains(key) ? 0 : 1);
      }
      id.append(" WHEN %d THEN CAST(%d AS BIGINT)".formatted(absent, i));
    }
    columns.put(groups.getGroupIdSymbol(), Definition.computed(id.append(" END)").toString()));
    columns.keySet().retainAll(node.getGroupingKeys());
    node.getAggregations()
        .forEach((symbol, aggregation) -> columns.put(symbol, aggregate(aggregation, source)));
    source.groupBy(
        sets.stream()
            .map(set ->
                set.stream()
                    .map(key -> text(groups.getGroupingColumns().get(key), source))
                    .collect(joining(", ", "(", ")")))
            .collect(joining(", ", "GROUPING SETS (", ")")));
    source.setColumns(columns);
    // An outer reference to a key must mean the grouped column.
    return wrap(source);
  }

  private Definition aggregate(AggregationNode.Aggregation aggregation, SelectBlock block) {
    BoundSignature signature = aggregation.getResolvedFunction().signature();
    List<String> arguments =
        aggregation.getArguments().stream()
            .filter(argument -> !(argument instanceof Lambda))
            .map(argument -> text(argument, block))
            .toList();
    List<String> order =
        aggregation.getOrderingScheme().map(scheme -> order(scheme, block)).orElse(List.of());
    Optional<String> filter =
        aggregation.getFilter().or(aggregation::getMask).map(symbol -> text(symbol, block));
    return Definition.computed(
        NativeAggregates.find(signature)
            .map(form ->
                new Value(
                    nativeAggregate(form, aggregation.isDistinct(), arguments, order, filter),
                    zoneOf(aggregation.getArguments(), block)))
            .orElseGet(() -> expressions.aggregate(aggregation, symbol -> resolve(block, symbol))));
  }

  private Optional<TimeZoneKey> zoneOf(List<Expression> arguments, SelectBlock block) {
    return arguments.stream()
        .filter(argument -> !(argument instanceof Lambda))
        .flatMap(argument -> define(argument, block).zone().stream())
        .findFirst();
  }

  private static String nativeAggregate(
      NativeAggregates.Form form,
      boolean distinct,
      List<String> arguments,
      List<String> order,
      Optional<String> filter) {
    List<String> texts = new ArrayList<>(arguments.isEmpty() ? List.of("*") : arguments);
    if (!arguments.isEmpty()) {
      texts.set(0, form.argument().formatted(texts.getFirst()));
    }
    String call =
        "(%s%s%s)%s"
            .formatted(
                distinct ? "DISTINCT " : "",
                String.join(", ", texts),
                order.isEmpty() ? "" : " ORDER BY " + String.join(", ", order),
                filter.map(" FILTER (WHERE %s)"::formatted).orElse(""));
    return form.write(function -> function + call);
  }

  private SelectBlock join(JoinNode node) {
    if (node.getType() == JoinType.RIGHT) {
      return join(node.flipChildren());
    }
    SelectBlock left = block(node.getLeft());
    SelectBlock right = block(node.getRight());
    boolean full = node.getType() == JoinType.FULL;
    left = joinable(left, full);
    right = joinable(right, full || node.getType() == JoinType.LEFT);
    if ((full && !left.where().isEmpty())) {
      left = wrap(left);
    }
    if (full && !right.where().isEmpty()) {
      right = wrap(right);
    }
    Map<Symbol, Definition> columns = new LinkedHashMap<>(left.columns());
    columns.putAll(right.columns());
    SelectBlock joined = new SelectBlock("", columns);
    List<String> conditions = new ArrayList<>();
    for (JoinNode.EquiJoinClause clause : node.getCriteria()) {
      conditions.add(condition(clause.toExpression(), joined));
    }
    node.getFilter().stream()
        .flatMap(filter -> IrUtils.extractConjuncts(filter).stream())
        .map(conjunct -> condition(conjunct, joined))
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
                .allMatch(definition ->
                    nullable
                        ? definition.isColumn()
                        : definition.kind() != Definition.Kind.VOLATILE);
    return fits ? block : wrap(block);
  }

  private SelectBlock apply(ApplyNode node) {
    SelectBlock input = plain(block(node.getInput()));
    SelectBlock subquery = within(input, node.getSubquery());
    node.getSubqueryAssignments()
        .forEach((symbol, expression) ->
            input
                .columns()
                .put(
                    symbol,
                    Definition.computed(
                        SubqueryTests.print(expression, input, subquery, this::alias))));
    return input;
  }

  /** Prints a subquery that can see the columns of a block. */
  private SelectBlock within(SelectBlock input, PlanNode subquery) {
    outer.push(Map.copyOf(input.columns()));
    try {
      return block(subquery);
    } finally {
      outer.pop();
    }
  }

  private SelectBlock singleRow(EnforceSingleRowNode node) {
    SelectBlock source = block(node.getSource());
    if (source.from().isEmpty() && source.where().isEmpty() && source.isPlain()) {
      return source;
    }
    SelectBlock single = SelectBlock.singleRow();
    source
        .columns()
        .forEach((symbol, definition) ->
            single
                .columns()
                .put(
                    symbol,
                    Definition.computed(
                        new Value(
                            "(%s)".formatted(source.selectSymbols(List.of(symbol))),
                            definition.zone()))));
    if (source.columns().isEmpty()) {
      throw new Unsupported("a scalar subquery without columns");
    }
    return single;
  }

  private SelectBlock correlatedJoin(CorrelatedJoinNode node) {
    SelectBlock input = plain(block(node.getInput()));
    SelectBlock subquery = within(input, node.getSubquery());
    boolean always = node.getFilter().equals(Booleans.TRUE);
    boolean single =
        subquery.from().isEmpty()
            && subquery.where().isEmpty()
            && subquery.isPlain()
            && always
            && (node.getType() == JoinType.INNER || node.getType() == JoinType.LEFT);
    if (single) {
      input.columns().putAll(subquery.columns());
      return input;
    }
    if (node.getType() != JoinType.INNER && node.getType() != JoinType.LEFT) {
      throw new Unsupported(node.getType() + " JOIN LATERAL");
    }
    String alias = alias();
    SelectBlock lateral = subquery.wrap(alias);
    SelectBlock base = input.from().isEmpty() ? wrap(input) : input;
    base.columns().putAll(lateral.columns());
    String condition = always ? "true" : condition(node.getFilter(), base);
    base.setFrom(
        "%s %s JOIN LATERAL %s ON %s"
            .formatted(base.from(), node.getType(), lateral.from(), condition));
    return base;
  }

  private SelectBlock window(WindowNode node) {
    SelectBlock block = block(node.getSource());
    if (block.isWindowed() || block.isOrdered()) {
      block = wrap(block);
    }
    SelectBlock source = block;
    WindowPrinter printer =
        new WindowPrinter(
            expressions, symbol -> resolve(source, symbol), scheme -> order(scheme, source));
    Map<Symbol, Definition> made = new LinkedHashMap<>();
    node.getWindowFunctions()
        .forEach((symbol, function) ->
            made.put(symbol, Definition.computed(printer.print(node, function))));
    source.columns().putAll(made);
    source.setWindowed();
    return source;
  }

  private SelectBlock unnest(UnnestNode node) {
    SelectBlock input = plain(block(node.getSource()));
    SelectBlock base =
        input.from().isEmpty() && node.getJoinType() != JoinType.INNER ? wrap(input) : input;
    Unnesting unnesting = Unnesting.of(node, symbol -> resolve(base, symbol).value(), alias());
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
