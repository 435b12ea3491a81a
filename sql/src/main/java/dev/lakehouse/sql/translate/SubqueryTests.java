package dev.lakehouse.sql.translate;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import dev.lakehouse.sql.type.Unsupported;
import io.trino.spi.type.RowType;
import io.trino.spi.type.Type;
import io.trino.sql.ir.Comparison;
import io.trino.sql.ir.Reference;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.plan.ApplyNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** IN, EXISTS and quantified comparisons of a block's values with a subquery. */
final class SubqueryTests {
  private final SelectBlock input;
  private final SelectBlock subquery;
  private final boolean correlated;
  private final Supplier<String> aliases;

  /**
   * Makes it.
   *
   * @param correlated whether the subquery's rows depend on the input's
   * @param aliases a new one each time
   */
  SubqueryTests(
      SelectBlock input, SelectBlock subquery, boolean correlated, Supplier<String> aliases) {
    this.input = requireNonNull(input, "input is null");
    this.subquery = requireNonNull(subquery, "subquery is null");
    this.correlated = correlated;
    this.aliases = requireNonNull(aliases, "aliases is null");
  }

  String print(ApplyNode.SetExpression test) {
    return switch (test) {
      case ApplyNode.Exists() -> "EXISTS (%s)".formatted(subquery.select(List.of("1 AS \"one\"")));
      case ApplyNode.In(Symbol value, Symbol reference) -> in(value, reference);
      case ApplyNode.QuantifiedComparison(
              ApplyNode.Operator operator,
              ApplyNode.Quantifier quantifier,
              Symbol value,
              Symbol reference) ->
          quantified(operator, quantifier, value, reference);
    };
  }

  private String in(Symbol value, Symbol reference) {
    List<String> values = fields(value, input);
    List<String> references = fields(reference, subquery);
    requireEquatable(value);
    List<Type> types = types(value);
    // A join, which is what Trino makes of correlated subqueries, knows no NaN; its lists do.
    boolean joined = correlated && types.stream().anyMatch(NativeComparisons::isFloating);
    if (values.size() == 1 && !joined) {
      return "(%s IN (%s))"
          .formatted(
              values.getFirst(), subquery.select(List.of(references.getFirst() + " AS \"item\"")));
    }
    // A row with a NULL in it is neither equal nor unequal, which DuckDB's structs do not know.
    String alias = aliases.get();
    List<String> items = new ArrayList<>();
    List<String> equal = new ArrayList<>();
    List<String> possible = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      items.add("%s AS \"item%d\"".formatted(references.get(i), i));
      String item = "%s.\"item%d\"".formatted(alias, i);
      String test =
          correlated
              ? compare(Comparison.Operator.EQUAL, types.get(i), values.get(i), item)
              : "(%s = %s)".formatted(values.get(i), item);
      equal.add(test);
      possible.add("(%s IS NOT FALSE)".formatted(test));
    }
    String rows = "(%s) AS %s".formatted(subquery.select(items), alias);
    return "(CASE WHEN EXISTS (SELECT 1 FROM %1$s WHERE %2$s) THEN true WHEN EXISTS (SELECT 1 FROM %1$s WHERE %3$s) THEN NULL ELSE false END)"
        .formatted(rows, String.join(" AND ", equal), String.join(" AND ", possible));
  }

  private String quantified(
      ApplyNode.Operator operator,
      ApplyNode.Quantifier quantifier,
      Symbol value,
      Symbol reference) {
    List<String> values = fields(value, input);
    List<String> references = fields(reference, subquery);
    if (values.size() != 1) {
      throw new Unsupported("a quantified comparison of rows");
    }
    requireEquatable(value);
    Type type = types(value).getFirst();
    boolean all = quantifier == ApplyNode.Quantifier.ALL;
    boolean equal = operator == ApplyNode.Operator.EQUAL && all;
    if (equal || NativeComparisons.isFloating(type)) {
      return byExtremes(
          operator,
          all,
          type,
          values.getFirst(),
          subquery.select(List.of(references.getFirst() + " AS \"item\"")),
          aliases.get());
    }
    return "(%s %s %s (%s))"
        .formatted(
            values.getFirst(),
            switch (operator) {
              case EQUAL -> "=";
              case NOT_EQUAL -> "<>";
              case LESS_THAN -> "<";
              case LESS_THAN_OR_EQUAL -> "<=";
              case GREATER_THAN -> ">";
              case GREATER_THAN_OR_EQUAL -> ">=";
            },
            quantifier == ApplyNode.Quantifier.ALL ? "ALL" : "ANY",
            subquery.select(List.of(references.getFirst() + " AS \"item\"")));
  }

  /**
   * Trino compares with the least or the greatest item only, as {@code
   * TransformQuantifiedComparisonApplyToCorrelatedJoin} says, which shows where there are NaN and
   * NULL: NaN is neither if there are numbers too.
   */
  private static String byExtremes(
      ApplyNode.Operator operator,
      boolean all,
      Type type,
      String value,
      String items,
      String alias) {
    String least = alias + ".\"least\"";
    String greatest = alias + ".\"greatest\"";
    String comparison =
        switch (operator) {
          case EQUAL ->
              "(%s AND %s)"
                  .formatted(
                      compare(Comparison.Operator.EQUAL, type, least, greatest),
                      compare(Comparison.Operator.EQUAL, type, value, greatest));
          case LESS_THAN ->
              compare(Comparison.Operator.LESS_THAN, type, value, all ? least : greatest);
          case LESS_THAN_OR_EQUAL ->
              compare(Comparison.Operator.LESS_THAN_OR_EQUAL, type, value, all ? least : greatest);
          case GREATER_THAN ->
              compare(Comparison.Operator.GREATER_THAN, type, value, all ? greatest : least);
          case GREATER_THAN_OR_EQUAL ->
              compare(
                  Comparison.Operator.GREATER_THAN_OR_EQUAL, type, value, all ? greatest : least);
          case NOT_EQUAL -> throw new Unsupported("<> with ALL or ANY of a subquery");
        };
    return "(SELECT CASE WHEN %1$s.\"rows\" = 0 THEN %2$s ELSE (%3$s %4$s CASE WHEN %1$s.\"rows\" <> %1$s.\"known\" THEN CAST(NULL AS BOOLEAN) ELSE %2$s END) END FROM (SELECT %5$s AS \"least\", %6$s AS \"greatest\", count(*) AS \"rows\", count(\"item\") AS \"known\" FROM (%7$s)) AS %1$s)"
        .formatted(
            alias,
            all,
            comparison,
            all ? "AND" : "OR",
            extreme("min", type),
            extreme("max", type),
            items);
  }

  private static String extreme(String function, Type type) {
    String plain = "%s(\"item\")".formatted(function);
    return NativeComparisons.isFloating(type)
        ? "coalesce(%1$s FILTER (WHERE NOT isnan(\"item\")), %1$s)".formatted(plain)
        : plain;
  }

  private static String compare(
      Comparison.Operator operator, Type type, String left, String right) {
    return NativeComparisons.print(
        new Comparison(operator, new Reference(type, "left"), new Reference(type, "right")),
        left,
        right);
  }

  /** Trino compares rows; one with one field is that field. */
  private static List<String> fields(Symbol symbol, SelectBlock block) {
    Definition definition = block.columns().get(symbol);
    if (!(symbol.type() instanceof RowType row)) {
      return List.of(definition.sql());
    }
    if (!definition.fields().isEmpty()) {
      return definition.fields();
    }
    return IntStream.rangeClosed(1, row.getFields().size())
        .mapToObj(position -> "struct_extract_at(%s, %d)".formatted(definition.sql(), position))
        .toList();
  }

  private static List<Type> types(Symbol symbol) {
    return symbol.type() instanceof RowType row
        ? row.getFields().stream().map(RowType.Field::getType).toList()
        : List.of(symbol.type());
  }

  private static void requireEquatable(Symbol symbol) {
    List<Type> types = types(symbol);
    if (!types.stream().allMatch(NativeComparisons::isEquatable)) {
      throw new Unsupported(
          "a subquery's comparison of "
              + types.stream().map(Type::getDisplayName).collect(joining(", ")));
    }
  }
}
