package dev.lakehouse.sql.translate;

import static java.util.stream.Collectors.joining;

import dev.lakehouse.sql.type.Unsupported;
import io.trino.spi.type.RowType;
import io.trino.spi.type.Type;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.plan.ApplyNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** IN, EXISTS and quantified comparisons with a subquery. */
final class SubqueryTests {
  private SubqueryTests() {}

  static String print(
      ApplyNode.SetExpression test,
      SelectBlock input,
      SelectBlock subquery,
      Supplier<String> aliases) {
    return switch (test) {
      case ApplyNode.Exists() -> "EXISTS (%s)".formatted(subquery.select(List.of("1 AS \"one\"")));
      case ApplyNode.In(Symbol value, Symbol reference) ->
          in(value, reference, input, subquery, aliases);
      case ApplyNode.QuantifiedComparison(
              ApplyNode.Operator operator,
              ApplyNode.Quantifier quantifier,
              Symbol value,
              Symbol reference) ->
          quantified(operator, quantifier, value, reference, input, subquery);
    };
  }

  private static String in(
      Symbol value,
      Symbol reference,
      SelectBlock input,
      SelectBlock subquery,
      Supplier<String> aliases) {
    List<String> values = fields(value, input);
    List<String> references = fields(reference, subquery);
    requireEquatable(value);
    if (values.size() == 1) {
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
      String test = "(%s = %s.\"item%d\")".formatted(values.get(i), alias, i);
      equal.add(test);
      possible.add("(%s IS NOT FALSE)".formatted(test));
    }
    String rows = "(%s) AS %s".formatted(subquery.select(items), alias);
    return "(CASE WHEN EXISTS (SELECT 1 FROM %1$s WHERE %2$s) THEN true WHEN EXISTS (SELECT 1 FROM %1$s WHERE %3$s) THEN NULL ELSE false END)"
        .formatted(rows, String.join(" AND ", equal), String.join(" AND ", possible));
  }

  private static String quantified(
      ApplyNode.Operator operator,
      ApplyNode.Quantifier quantifier,
      Symbol value,
      Symbol reference,
      SelectBlock input,
      SelectBlock subquery) {
    List<String> values = fields(value, input);
    List<String> references = fields(reference, subquery);
    if (values.size() != 1) {
      throw new Unsupported("a quantified comparison of rows");
    }
    requireEquatable(value);
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

  private static void requireEquatable(Symbol symbol) {
    List<Type> types =
        symbol.type() instanceof RowType row
            ? row.getFields().stream().map(RowType.Field::getType).toList()
            : List.of(symbol.type());
    if (!types.stream().allMatch(NativeComparisons::isEquatable)) {
      throw new Unsupported(
          "a subquery's comparison of "
              + types.stream().map(Type::getDisplayName).collect(joining(", ")));
    }
  }
}
