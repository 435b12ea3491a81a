package dev.lakehouse.sql.translate;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import dev.lakehouse.sql.delegate.Value;
import dev.lakehouse.sql.type.Unsupported;
import io.trino.spi.function.BoundSignature;
import io.trino.spi.type.TimeZoneKey;
import io.trino.sql.ir.Expression;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.plan.AggregationNode;
import io.trino.sql.planner.plan.GroupIdNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Groups and their aggregates. */
final class AggregationPrinter {
  private final Blocks blocks;

  AggregationPrinter(Blocks blocks) {
    this.blocks = requireNonNull(blocks, "blocks is null");
  }

  SelectBlock aggregation(AggregationNode node) {
    if (node.getSource() instanceof GroupIdNode groups) {
      node.getGroupingKeys()
          .forEach(key -> NativeComparisons.requireDistinct(key.type(), "a grouping set"));
      return groupingSets(node, groups);
    }
    SelectBlock block = blocks.steady(blocks.print(node.getSource()));
    boolean columnsOnly =
        node.getGroupingKeys().stream()
            .allMatch(
                key -> block.columns().containsKey(key) && blocks.resolve(block, key).isColumn());
    SelectBlock source = block.isPlain() && columnsOnly ? block : blocks.wrap(block);
    Map<Symbol, Definition> columns = new LinkedHashMap<>();
    node.getGroupingKeys().forEach(key -> columns.put(key, groupingKey(key, source)));
    node.getAggregations()
        .forEach((symbol, aggregation) -> columns.put(symbol, aggregate(aggregation, source)));
    source.groupBy(
        node.getGroupingKeys().stream().map(key -> blocks.key(key, source)).collect(joining(", ")));
    source.setColumns(columns);
    return source;
  }

  /** A key as its groups have it: the same number in few digits is none. */
  private Definition passedOn(Symbol key, SelectBlock source) {
    return blocks.resolve(source, key).with(Optional.empty());
  }

  /** Of values that are the same, one. */
  private Definition groupingKey(Symbol key, SelectBlock source) {
    Definition value = passedOn(key, source);
    return DistinctKeys.isValue(key.type())
        ? value
        : Definition.computed(new Value("any_value(%s)".formatted(value.sql()), value.zone()));
  }

  /**
   * Every input row once for each grouping set, numbered; columns that are not in the set are NULL.
   */
  private SelectBlock groupingSets(AggregationNode node, GroupIdNode groups) {
    SelectBlock source = blocks.relation(blocks.print(groups.getSource()));
    List<List<Symbol>> sets = groups.getGroupingSets();
    List<Symbol> keys = List.copyOf(groups.getGroupingColumns().keySet());
    Map<Symbol, Definition> columns = new LinkedHashMap<>();
    keys.forEach(key -> columns.put(key, passedOn(groups.getGroupingColumns().get(key), source)));
    if (keys.isEmpty()) {
      throw new Unsupported("GROUPING SETS of nothing but ()");
    }
    Map<Set<Symbol>, List<Integer>> numbers = new LinkedHashMap<>();
    for (int i = 0; i < sets.size(); i++) {
      numbers.computeIfAbsent(Set.copyOf(sets.get(i)), _ -> new ArrayList<>()).add(i);
    }
    String bits = keys.stream().map(key -> columns.get(key).sql()).collect(joining(", "));
    StringBuilder id = new StringBuilder("(CASE grouping(%s)".formatted(bits));
    numbers.forEach((set, same) -> {
      long absent = 0;
      for (Symbol key : keys) {
        absent = absent << 1 | (set.contains(key) ? 0 : 1);
      }
      id.append(" WHEN %d THEN CAST(%d AS BIGINT)".formatted(absent, same.getFirst()));
    });
    columns.put(groups.getGroupIdSymbol(), Definition.computed(id.append(" END)").toString()));
    columns.keySet().retainAll(node.getGroupingKeys());
    node.getAggregations()
        .forEach((symbol, aggregation) -> columns.put(symbol, aggregate(aggregation, source)));
    source.groupBy(
        numbers.keySet().stream()
            .map(set ->
                set.stream()
                    .map(key -> blocks.text(groups.getGroupingColumns().get(key), source))
                    .collect(joining(", ", "(", ")")))
            .collect(joining(", ", "GROUPING SETS (", ")")));
    source.setColumns(columns);
    // An outer reference to a key must mean the grouped column.
    SelectBlock result = blocks.wrap(source);
    if (numbers.size() < sets.size()) {
      repeat(result, groups.getGroupIdSymbol(), numbers.values());
    }
    return result;
  }

  /** The groups of a set that is there several times are the same each time, but for its number. */
  private void repeat(SelectBlock groups, Symbol id, Collection<List<Integer>> numbers) {
    String alias = blocks.alias();
    String pairs =
        numbers.stream()
            .flatMap(
                same -> same.stream().map(number -> "(%d, %d)".formatted(same.getFirst(), number)))
            .collect(joining(", "));
    groups.setFrom(
        "%s JOIN (VALUES %s) AS %s(\"first\", \"number\") ON %s = %s.\"first\""
            .formatted(groups.from(), pairs, alias, blocks.text(id, groups), alias));
    groups.columns().put(id, Definition.computed("CAST(%s.\"number\" AS BIGINT)".formatted(alias)));
  }

  private Definition aggregate(AggregationNode.Aggregation aggregation, SelectBlock block) {
    BoundSignature signature = aggregation.getResolvedFunction().signature();
    return Definition.computed(
        NativeAggregates.find(signature)
            .filter(form ->
                !aggregation.isDistinct()
                    || signature.getArgumentTypes().stream().allMatch(DistinctKeys::isValue))
            .map(form ->
                new Value(
                    nativeAggregate(form, aggregation, block),
                    zoneOf(aggregation.getArguments(), block)))
            .orElseGet(() ->
                blocks
                    .expressions()
                    .aggregate(aggregation, symbol -> blocks.resolve(block, symbol))));
  }

  private Optional<TimeZoneKey> zoneOf(List<Expression> arguments, SelectBlock block) {
    return arguments.stream()
        .flatMap(argument -> blocks.define(argument, block).zone().stream())
        .findFirst();
  }

  private String nativeAggregate(
      NativeAggregates.Form form, AggregationNode.Aggregation aggregation, SelectBlock block) {
    List<String> texts =
        new ArrayList<>(
            aggregation.getArguments().stream()
                .map(argument ->
                    form.anyDigits()
                        ? blocks.shortText(argument, block)
                        : blocks.text(argument, block))
                .toList());
    if (texts.isEmpty()) {
      texts.add("*");
    } else {
      texts.set(0, form.argument().formatted(texts.getFirst()));
    }
    String order =
        aggregation
            .getOrderingScheme()
            .map(scheme -> blocks.order(scheme, block))
            .filter(keys -> !keys.isEmpty())
            .map(keys -> " ORDER BY " + String.join(", ", keys))
            .orElse("");
    String filter =
        Stream.of(aggregation.getFilter(), aggregation.getMask())
            .flatMap(Optional::stream)
            .map(symbol -> blocks.text(symbol, block))
            .reduce("%s AND %s"::formatted)
            .map(" FILTER (WHERE %s)"::formatted)
            .orElse("");
    String call =
        "(%s%s%s)%s"
            .formatted(
                aggregation.isDistinct() ? "DISTINCT " : "",
                String.join(", ", texts),
                order,
                filter);
    return form.write(function -> function + call);
  }
}
