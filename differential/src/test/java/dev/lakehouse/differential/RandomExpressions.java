package dev.lakehouse.differential;

import dev.lakehouse.differential.RandomTables.Column;
import java.util.List;
import java.util.Random;

/**
 * Random typed expressions over columns. None of them can fail for some row, because which rows an
 * engine computes is its own affair.
 *
 * @param columns what can be named
 * @param tables what subqueries can read
 */
record RandomExpressions(Random random, List<Column> columns, List<RandomTables.Table> tables) {
  /** An expression of a type, at most so many operators deep. */
  String of(String type, int depth) {
    if (depth == 0 || random.nextInt(4) == 0) {
      return leaf(type);
    }
    return switch (random.nextInt(6)) {
      case 0 ->
          "CASE WHEN %s THEN %s ELSE %s END"
              .formatted(condition(depth - 1), of(type, depth - 1), of(type, depth - 1));
      case 1 -> "coalesce(%s, %s)".formatted(of(type, depth - 1), of(type, depth - 1));
      case 2 -> "nullif(%s, %s)".formatted(of(type, depth - 1), of(type, depth - 1));
      default -> operation(type, depth - 1);
    };
  }

  private String leaf(String type) {
    List<Column> fitting = columns.stream().filter(column -> column.type().equals(type)).toList();
    return fitting.isEmpty() || random.nextInt(5) == 0
        ? RandomTables.literal(type, random)
        : fitting.get(random.nextInt(fitting.size())).name();
  }

  private String operation(String type, int depth) {
    return switch (type) {
      case "integer" ->
          pick(
              "(%s %% 100 + 1)".formatted(of("integer", depth)),
              "((%s %% 50) * (%s %% 7))".formatted(of("integer", depth), of("integer", depth)),
              "CAST(length(%s) AS integer)".formatted(of("varchar", depth)));
      case "bigint" ->
          pick(
              "length(%s)".formatted(of("varchar", depth)),
              "date_diff('day', %s, %s)".formatted(of("date", depth), of("date", depth)),
              "year(%s)".formatted(of("date", depth)),
              "bitwise_xor(%s, %s)".formatted(of("bigint", depth), of("bigint", depth)),
              "(%s / 3)".formatted(of("bigint", depth)),
              "CAST(%s AS bigint)".formatted(of("integer", depth)));
      case "double" ->
          pick(
              "(%s + %s)".formatted(of("double", depth), of("double", depth)),
              "(%s * 0.5e0)".formatted(of("double", depth)),
              "abs(%s)".formatted(of("double", depth)),
              "floor(%s)".formatted(of("double", depth)),
              "CAST(%s AS double)".formatted(of("integer", depth)),
              "CAST(%s AS double)".formatted(of("decimal(10,2)", depth)));
      case "decimal(10,2)" ->
          pick(
              "CAST(%s %% 100 + %s %% 10 AS decimal(10,2))"
                  .formatted(of("decimal(10,2)", depth), of("decimal(10,2)", depth)),
              "CAST((%s %% 10) * DECIMAL '0.35' AS decimal(10,2))"
                  .formatted(of("decimal(10,2)", depth)),
              "CAST((%s %% 100) / DECIMAL '3.0' AS decimal(10,2))"
                  .formatted(of("decimal(10,2)", depth)),
              "abs(%s)".formatted(of("decimal(10,2)", depth)));
      case "varchar" ->
          pick(
              "(%s || %s)".formatted(of("varchar", depth), of("varchar", depth)),
              "upper(%s)".formatted(of("varchar", depth)),
              "substr(%s, 2)".formatted(of("varchar", depth)),
              "replace(%s, 'a', 'xy')".formatted(of("varchar", depth)),
              "trim(%s)".formatted(of("varchar", depth)),
              "CAST(%s AS varchar)".formatted(of("integer", depth)),
              "CAST(%s AS varchar)".formatted(of("decimal(10,2)", depth)),
              "CAST(%s AS varchar)".formatted(of("date", depth)),
              "CAST(%s AS varchar)".formatted(of("double", depth)));
      case "date" ->
          pick(
              "(%s + INTERVAL '1' MONTH)".formatted(of("date", depth)),
              "date_trunc('month', %s)".formatted(of("date", depth)),
              "CAST(%s AS date)".formatted(of("timestamp(3)", depth)),
              "last_day_of_month(%s)".formatted(of("date", depth)));
      case "timestamp(3)" ->
          pick(
              "(%s - INTERVAL '90' MINUTE)".formatted(of("timestamp(3)", depth)),
              "CAST(%s AS timestamp(3))".formatted(of("date", depth)),
              "date_trunc('hour', %s)".formatted(of("timestamp(3)", depth)));
      case "boolean" -> condition(depth);
      default -> throw new IllegalArgumentException(type);
    };
  }

  /** A boolean expression. */
  String condition(int depth) {
    if (depth <= 0) {
      return comparison(0);
    }
    return switch (random.nextInt(9)) {
      case 0 -> "(%s AND %s)".formatted(condition(depth - 1), condition(depth - 1));
      case 1 -> "(%s OR %s)".formatted(condition(depth - 1), condition(depth - 1));
      case 2 -> "(NOT %s)".formatted(condition(depth - 1));
      case 3 -> "(%s IS NULL)".formatted(of(anyType(), depth - 1));
      case 4 -> {
        String type = anyType();
        yield "(%s %s (%s, %s))"
            .formatted(of(type, depth - 1), pick("IN", "NOT IN"), of(type, 0), of(type, 0));
      }
      case 5 -> {
        String type = anyType();
        yield "(%s BETWEEN %s AND %s)"
            .formatted(of(type, depth - 1), of(type, depth - 1), of(type, depth - 1));
      }
      case 6 ->
          "(%s LIKE %s)"
              .formatted(of("varchar", depth - 1), pick("'a%'", "'_b%'", "'%ö'", "''", "'%'"));
      case 7 -> subquery();
      default -> comparison(depth - 1);
    };
  }

  private String comparison(int depth) {
    String type = anyType();
    return "(%s %s %s)"
        .formatted(
            of(type, depth),
            pick("=", "<>", "<", "<=", ">", ">=", "IS DISTINCT FROM"),
            of(type, depth));
  }

  /** A test against another table, correlated now and then. */
  private String subquery() {
    RandomTables.Table table = tables.get(random.nextInt(tables.size()));
    Column column = table.columns().get(random.nextInt(table.columns().size()));
    String outer = leaf(column.type());
    return pick(
        "(%s %s (SELECT s.%s FROM %s s))"
            .formatted(outer, pick("IN", "NOT IN"), column.name(), table.name()),
        "(%s (SELECT 1 FROM %s s WHERE s.%s = %s))"
            .formatted(pick("EXISTS", "NOT EXISTS"), table.name(), column.name(), outer),
        "(%s %s (SELECT max(s.%s) FROM %s s))"
            .formatted(outer, pick("=", "<", ">="), column.name(), table.name()),
        "(%s %s ALL (SELECT s.%s FROM %s s))"
            .formatted(outer, pick("<=", ">"), column.name(), table.name()),
        "((SELECT count(*) FROM %s s WHERE s.%s = %s) %s 1)"
            .formatted(table.name(), column.name(), outer, pick("=", "<", ">")));
  }

  String anyType() {
    List<String> types = RandomTables.types();
    return types.get(random.nextInt(types.size()));
  }

  String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
