package dev.lakehouse.sql.translate;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.SetMultimap;
import dev.lakehouse.sql.delegate.TrinoExpressions;
import dev.lakehouse.sql.delegate.Value;
import dev.lakehouse.sql.delegate.Zones;
import dev.lakehouse.sql.type.StorageTypes;
import io.trino.spi.type.TimeZoneKey;
import io.trino.sql.ir.Cast;
import io.trino.sql.ir.Constant;
import io.trino.sql.ir.Expression;
import io.trino.sql.ir.Row;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.plan.SetOperationNode;
import io.trino.sql.planner.plan.UnionNode;
import io.trino.sql.planner.plan.ValuesNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** VALUES, and rows of several sources put together. */
final class RowsPrinter {
  private final Blocks blocks;
  private final ConstantRows constants;

  RowsPrinter(Blocks blocks, TrinoExpressions.Scope trino) {
    this.blocks = requireNonNull(blocks, "blocks is null");
    this.constants = new ConstantRows(trino);
  }

  SelectBlock values(ValuesNode node) {
    List<Symbol> symbols = node.getOutputSymbols();
    if (symbols.isEmpty()) {
      return node.getRowCount() == 1
          ? SelectBlock.singleRow()
          : new SelectBlock(
              "range(%d) AS %s".formatted(node.getRowCount(), blocks.alias()), Map.of());
    }
    SelectBlock none = SelectBlock.singleRow();
    List<Expression> rows = node.getRows().orElse(List.of());
    if (rows.size() == 1 && rows.getFirst() instanceof Row row) {
      for (int i = 0; i < symbols.size(); i++) {
        none.columns()
            .put(symbols.get(i), blocks.define(row.items().get(i), SelectBlock.singleRow()));
      }
      return none;
    }
    return constants
        .block(symbols, rows, blocks.alias())
        .map(blocks::wrap)
        .orElseGet(() -> texts(symbols, rows));
  }

  private SelectBlock texts(List<Symbol> symbols, List<Expression> rows) {
    SelectBlock none = SelectBlock.singleRow();
    List<String> texts = new ArrayList<>();
    for (Expression row : rows) {
      texts.add(
          row instanceof Row made
              ? made.items().stream()
                  .map(item -> blocks.text(item, none))
                  .collect(joining(", ", "(", ")"))
              : fields(row, symbols.size(), none));
    }
    String alias = blocks.alias();
    String names = symbols.stream().map(SelectBlock::name).collect(joining(", "));
    Map<Symbol, Definition> columns = new LinkedHashMap<>();
    if (texts.isEmpty()) {
      symbols.forEach(symbol ->
          columns.put(
              symbol,
              Definition.computed("CAST(NULL AS %s)".formatted(StorageTypes.of(symbol.type())))));
      SelectBlock empty = new SelectBlock("", columns);
      empty.where().add("(false)");
      return blocks.wrap(empty);
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
    return Zones.isIn(symbol.type())
        ? Zones.only(
            rows.stream()
                .map(row -> row instanceof Row made ? made.items().get(index) : row)
                .filter(item -> !isNull(item))
                .flatMap(item -> blocks.define(item, SelectBlock.singleRow()).zone().stream()))
        : Optional.empty();
  }

  private String fields(Expression row, int count, SelectBlock block) {
    String text = blocks.text(row, block);
    return IntStream.rangeClosed(1, count)
        .mapToObj(position -> "struct_extract_at(%s, %d)".formatted(text, position))
        .collect(joining(", ", "(", ")"));
  }

  SelectBlock setOperation(SetOperationNode node, String operator) {
    if (!(node instanceof UnionNode)) {
      node.getOutputSymbols()
          .forEach(symbol -> NativeComparisons.requireDistinct(symbol.type(), operator));
    }
    List<String> selects = new ArrayList<>();
    SetMultimap<Symbol, TimeZoneKey> zones = LinkedHashMultimap.create();
    for (int i = 0; i < node.getSources().size(); i++) {
      SelectBlock source = blocks.print(node.getSources().get(i));
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
    String alias = blocks.alias();
    Map<Symbol, Definition> columns = new LinkedHashMap<>();
    node.getOutputSymbols()
        .forEach(symbol ->
            columns.put(
                symbol,
                Definition.column(
                    alias + "." + SelectBlock.name(symbol),
                    Zones.only(zones.get(symbol).stream()))));
    return new SelectBlock(
        "(%s) AS %s".formatted(String.join(" " + operator + " ", selects), alias), columns);
  }

  /** DuckDB unifies the types of both sides; NULL has none of its own. */
  private static String typed(Definition definition, Symbol symbol) {
    return definition.kind() == Definition.Kind.CONSTANT
        ? "CAST(%s AS %s)".formatted(definition.sql(), StorageTypes.of(symbol.type()))
        : definition.sql();
  }

  private static boolean isNull(Expression expression) {
    return switch (expression) {
      case Constant constant -> constant.value() == null;
      case Cast cast -> isNull(cast.expression());
      default -> false;
    };
  }
}
