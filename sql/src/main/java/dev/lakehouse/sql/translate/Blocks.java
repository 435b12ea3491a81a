package dev.lakehouse.sql.translate;

import static java.util.Objects.requireNonNull;

import io.trino.spi.connector.SortOrder;
import io.trino.spi.type.CharType;
import io.trino.spi.type.TimeWithTimeZoneType;
import io.trino.spi.type.Type;
import io.trino.sql.ir.Expression;
import io.trino.sql.planner.OrderingScheme;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.plan.PlanNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What the printers of plan nodes share: aliases, scopes, and the texts of symbols. */
final class Blocks {
  private final ExpressionPrinter expressions;
  private final Function<PlanNode, SelectBlock> printer;
  private final Deque<Scope> outer = new ArrayDeque<>();
  private int aliases;

  /**
   * What a subquery can see.
   *
   * @param correlated whether it looks
   */
  private record Scope(Map<Symbol, Definition> columns, boolean correlated) {}

  /**
   * Makes it.
   *
   * @param printer prints any node
   */
  Blocks(ExpressionPrinter expressions, Function<PlanNode, SelectBlock> printer) {
    this.expressions = requireNonNull(expressions, "expressions is null");
    this.printer = requireNonNull(printer, "printer is null");
  }

  ExpressionPrinter expressions() {
    return expressions;
  }

  /** The block of a node. */
  SelectBlock print(PlanNode node) {
    return printer.apply(node);
  }

  String alias() {
    return "t" + ++aliases;
  }

  SelectBlock wrap(SelectBlock block) {
    return block.wrap(alias());
  }

  SelectBlock plain(SelectBlock block) {
    return block.isPlain() ? block : wrap(block);
  }

  /** A block whose columns' texts may be written as often as one likes. */
  SelectBlock steady(SelectBlock block) {
    return block.isVolatile() ? wrap(block) : block;
  }

  /** A block whose columns are all plain columns, so that it can be joined and grouped by. */
  SelectBlock relation(SelectBlock block) {
    boolean bare =
        block.isPlain()
            && !block.from().isEmpty()
            && block.columns().values().stream().allMatch(Definition::isColumn);
    return bare ? block : wrap(block);
  }

  Definition resolve(SelectBlock block, Symbol symbol) {
    Definition found = block.columns().get(symbol);
    if (found != null) {
      return found;
    }
    for (Scope scope : outer) {
      Definition definition = scope.columns().get(symbol);
      if (definition != null) {
        return definition;
      }
    }
    throw new IllegalStateException("no definition of " + symbol);
  }

  /** True within a subquery that is asked anew for each row. */
  boolean isCorrelated() {
    return !outer.isEmpty() && outer.peek().correlated();
  }

  Definition define(Expression expression, SelectBlock block) {
    return expressions.define(expression, symbol -> resolve(block, symbol));
  }

  String text(Expression expression, SelectBlock block) {
    return expressions.print(expression, symbol -> resolve(block, symbol));
  }

  /** The text of an expression; a decimal's in a type of fewer digits where it fits. */
  String shortText(Expression expression, SelectBlock block) {
    Definition definition = define(expression, block);
    return definition.shortDecimal().map(ShortDecimal::sql).orElse(definition.sql());
  }

  String condition(Expression expression, SelectBlock block) {
    return expressions.condition(expression, symbol -> resolve(block, symbol));
  }

  String text(Symbol symbol, SelectBlock block) {
    return resolve(block, symbol).sql();
  }

  /** What DuckDB groups by. */
  String key(Symbol symbol, SelectBlock block) {
    return DistinctKeys.of(symbol.type(), text(symbol, block));
  }

  List<String> order(OrderingScheme scheme, SelectBlock block) {
    return scheme.orderBy().stream()
        .filter(symbol -> resolve(block, symbol).kind() != Definition.Kind.CONSTANT)
        .map(symbol -> orderKey(symbol.type(), text(symbol, block), scheme.ordering(symbol)))
        .toList();
  }

  /** Where NULL comes first, NaN is the least number in Trino, else the greatest as in DuckDB. */
  private static String orderKey(Type type, String text, SortOrder order) {
    String compared =
        switch (type) {
          // It is compared with the spaces at its end, without which we hold it.
          case CharType character -> "rpad(%s, %d, ' ')".formatted(text, character.getLength());
          case TimeWithTimeZoneType _ -> DistinctKeys.of(type, text);
          default -> text;
        };
    String direction = order.isAscending() ? "ASC" : "DESC";
    String nulls = order.isNullsFirst() ? "FIRST" : "LAST";
    String key = "%s %s NULLS %s".formatted(compared, direction, nulls);
    return order.isNullsFirst() && NativeComparisons.isFloating(type)
        ? "isnan(%s) %s NULLS FIRST, %s".formatted(text, order.isAscending() ? "DESC" : "ASC", key)
        : key;
  }

  /**
   * Prints a subquery that can see the columns of a block.
   *
   * @param correlated whether its rows depend on them
   */
  SelectBlock within(SelectBlock input, boolean correlated, PlanNode subquery) {
    outer.push(new Scope(Map.copyOf(input.columns()), correlated));
    try {
      return print(subquery);
    } finally {
      outer.pop();
    }
  }
}
