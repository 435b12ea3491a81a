package dev.lakehouse.sql.translate;

import static java.util.stream.Collectors.joining;

import io.trino.sql.planner.Symbol;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One SELECT in the making. Plan nodes are merged into it as long as SQL can say them in one block;
 * {@link #wrap} then makes a derived table of it. Keeping the text flat is what lets DuckDB
 * decorrelate subqueries and order joins.
 */
final class SelectBlock {
  private String from;
  private final List<String> where = new ArrayList<>();
  private final Map<Symbol, Definition> columns;
  private Optional<String> groupBy = Optional.empty();
  private boolean windowed;
  private List<String> orderBy = List.of();
  private Optional<String> limit = Optional.empty();
  private Optional<String> offset = Optional.empty();

  /** A block over relations; an empty text is a single row without columns. */
  SelectBlock(String from, Map<Symbol, Definition> columns) {
    this.from = from;
    this.columns = new LinkedHashMap<>(columns);
  }

  static SelectBlock singleRow() {
    return new SelectBlock("", Map.of());
  }

  String from() {
    return from;
  }

  List<String> where() {
    return where;
  }

  Map<Symbol, Definition> columns() {
    return columns;
  }

  void setFrom(String newFrom) {
    from = newFrom;
  }

  void setColumns(Map<Symbol, Definition> newColumns) {
    columns.clear();
    columns.putAll(newColumns);
  }

  /** True if it has no more than relations, conditions and computed columns. */
  boolean isPlain() {
    return groupBy.isEmpty() && !windowed && !isOrdered();
  }

  /** True if a column's text gives another value each time that it is written. */
  boolean isVolatile() {
    return columns.values().stream().anyMatch(Definition::isVolatile);
  }

  /** True if rows are ordered or cut off. */
  boolean isOrdered() {
    return !orderBy.isEmpty() || limit.isPresent() || offset.isPresent();
  }

  boolean isWindowed() {
    return windowed;
  }

  boolean isLimited() {
    return limit.isPresent();
  }

  boolean isCut() {
    return limit.isPresent() || offset.isPresent();
  }

  /** Groups the rows; an empty text is one group of all rows. */
  void groupBy(String keys) {
    // Where no aggregate is read, only this tells DuckDB that there is one row.
    groupBy = Optional.of(keys.isEmpty() ? "()" : keys);
  }

  void setWindowed() {
    windowed = true;
  }

  void orderBy(List<String> keys) {
    orderBy = List.copyOf(keys);
  }

  void limit(String count) {
    limit = Optional.of(count);
  }

  void offset(String count) {
    offset = Optional.of(count);
  }

  /** The SELECT with some items. */
  String select(List<String> items) {
    StringBuilder sql = new StringBuilder("SELECT ").append(String.join(", ", items));
    if (!from.isEmpty()) {
      sql.append(" FROM ").append(from);
    }
    if (!where.isEmpty()) {
      sql.append(" WHERE ")
          .append(where.stream().map(SelectBlock::enclosed).collect(joining(" AND ")));
    }
    groupBy.ifPresent(keys -> sql.append(" GROUP BY ").append(keys));
    if (!orderBy.isEmpty()) {
      sql.append(" ORDER BY ").append(String.join(", ", orderBy));
    }
    limit.ifPresent(count -> sql.append(" LIMIT ").append(count));
    offset.ifPresent(count -> sql.append(" OFFSET ").append(count));
    return sql.toString();
  }

  private static String enclosed(String condition) {
    return condition.startsWith("(") ? condition : "(" + condition + ")";
  }

  /** The SELECT with some symbols, each under its own name. */
  String selectSymbols(Collection<Symbol> symbols) {
    return symbols.isEmpty()
        ? select(List.of("1 AS \"one\""))
        : select(
            symbols.stream()
                .map(symbol -> columns.get(symbol).sql() + " AS " + name(symbol))
                .toList());
  }

  /** The same rows as a derived table, all of its columns plain. */
  SelectBlock wrap(String alias) {
    Map<Symbol, Definition> outer = new LinkedHashMap<>();
    List<String> items = new ArrayList<>();
    columns.forEach((symbol, definition) -> {
      String name = name(symbol);
      String column = alias + "." + name;
      items.add("%s AS %s".formatted(definition.sql(), name));
      Optional<ShortDecimal> shorter =
          definition
              .shortDecimal()
              .map(decimal -> {
                if (decimal.sql().equals(definition.sql())) {
                  return decimal.withSql(column);
                }
                items.add("%s AS %s".formatted(decimal.sql(), shortName(symbol)));
                return decimal.withSql(alias + "." + shortName(symbol));
              });
      outer.put(symbol, Definition.column(column, definition.zone()).with(shorter));
    });
    String select = select(items.isEmpty() ? List.of("1 AS \"one\"") : items);
    return new SelectBlock("(%s) AS %s".formatted(select, alias), outer);
  }

  /** No symbol of a plan has a name like this. */
  private static String shortName(Symbol symbol) {
    return name(new Symbol(symbol.type(), symbol.name() + "$short"));
  }

  static String name(Symbol symbol) {
    return "\"" + symbol.name().replace("\"", "\"\"") + "\"";
  }
}
