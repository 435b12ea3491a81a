package dev.lakehouse.differential;

import dev.lakehouse.differential.RandomTables.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Random valid queries over random tables; the same ones for the same seed. */
final class RandomCorpus {
  private static final String GROUP = "random";
  private static final int DEPTH = 3;

  private final Random random;
  private final RandomTables tables;

  private RandomCorpus(Random random) {
    this.random = random;
    this.tables = RandomTables.of(random);
  }

  static Corpus of(long seed, int count) {
    List<Statement> statements = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      RandomCorpus query = new RandomCorpus(new Random(seed * 1_000_003 + i));
      statements.add(
          Statement.valid(
              GROUP,
              "random seed %d number %d".formatted(seed, i),
              query.tables.with() + " " + query.ordered()));
    }
    return new Corpus(GROUP, false, statements);
  }

  /** In the order of all columns, so that a LIMIT leaves no choice. */
  private String ordered() {
    List<String> types =
        IntStream.range(0, 1 + random.nextInt(4)).mapToObj(_ -> anyType()).toList();
    String body =
        switch (random.nextInt(8)) {
          case 0 ->
              "%s %s %s"
                  .formatted(
                      select(types),
                      pick("UNION", "UNION ALL", "INTERSECT", "EXCEPT", "EXCEPT ALL"),
                      select(types));
          case 1 -> "SELECT * FROM (%s) q".formatted(select(types));
          default -> select(types);
        };
    if (random.nextBoolean()) {
      return body;
    }
    String keys =
        String.join(
            ", ",
            IntStream.rangeClosed(1, types.size())
                .mapToObj(i -> i + pick("", " DESC", " NULLS FIRST", " DESC NULLS LAST"))
                .toList());
    return body + " ORDER BY " + keys + pick("", " LIMIT 3", " OFFSET 1 LIMIT 2");
  }

  private String select(List<String> types) {
    List<String> sources = new ArrayList<>();
    List<Column> columns = new ArrayList<>();
    String from = from(sources, columns);
    RandomExpressions expressions = new RandomExpressions(random, columns, tables.tables());
    String where = random.nextInt(3) == 0 ? "" : " WHERE " + expressions.condition(DEPTH);
    return switch (random.nextInt(4)) {
      case 0 -> grouped(types, columns, from + where);
      case 1 -> windowed(types, expressions, sources, from + where);
      default ->
          "SELECT %s%s FROM %s%s"
              .formatted(
                  random.nextInt(5) == 0 ? "DISTINCT " : "",
                  list(types, type -> expressions.of(type, DEPTH)),
                  from,
                  where);
    };
  }

  private String from(List<String> sources, List<Column> columns) {
    StringBuilder from = new StringBuilder();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      RandomTables.Table table = tables.tables().get(random.nextInt(tables.tables().size()));
      String alias = "a" + i;
      List<Column> added =
          table.columns().stream()
              .map(column -> new Column(alias + "." + column.name(), column.type()))
              .toList();
      if (i == 0) {
        from.append(table.name()).append(' ').append(alias);
      } else {
        from.append(join(columns, added, table.name() + " " + alias));
      }
      columns.addAll(added);
      sources.add(alias);
    }
    return from.toString();
  }

  private String join(List<Column> left, List<Column> right, String table) {
    Column a = left.get(random.nextInt(left.size()));
    List<Column> partners = right.stream().filter(b -> b.type().equals(a.type())).toList();
    if (partners.isEmpty()) {
      return " CROSS JOIN " + table;
    }
    Column b = partners.get(random.nextInt(partners.size()));
    String kind = pick("JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN");
    String operator = kind.equals("FULL JOIN") ? "=" : pick("=", "=", "<", "<>");
    return " %s %s ON %s %s %s".formatted(kind, table, a.name(), operator, b.name());
  }

  private String grouped(List<String> types, List<Column> columns, String from) {
    Column key = columns.get(random.nextInt(columns.size()));
    String grouping = pick(key.name(), "ROLLUP (" + key.name() + ")");
    List<Column> keys = List.of(key);
    RandomExpressions overRows = new RandomExpressions(random, columns, tables.tables());
    RandomExpressions overKeys = new RandomExpressions(random, keys, tables.tables());
    String having = random.nextInt(3) == 0 ? " HAVING count(*) " + pick("> 1", "= 1", "< 3") : "";
    return "SELECT %s FROM %s GROUP BY %s%s"
        .formatted(
            list(
                types,
                type -> random.nextInt(4) == 0 ? overKeys.of(type, 1) : aggregate(type, overRows)),
            from,
            grouping,
            having);
  }

  private String aggregate(String type, RandomExpressions rows) {
    String filter = random.nextInt(4) == 0 ? " FILTER (WHERE %s)".formatted(rows.condition(1)) : "";
    String plain =
        switch (type) {
          case "bigint" ->
              pick(
                  "count(*)",
                  "count(%s)".formatted(rows.of(anyType(), 1)),
                  "count(DISTINCT %s)".formatted(rows.of(anyType(), 1)),
                  "sum(%s)".formatted(rows.of("integer", 1)),
                  "count_if(%s)".formatted(rows.condition(1)));
          case "double" -> "avg(%s)".formatted(rows.of("integer", 1));
          case "decimal(10,2)" -> "avg(%s)".formatted(rows.of("decimal(10,2)", 1));
          case "boolean" -> "%s(%s)".formatted(pick("bool_or", "bool_and"), rows.condition(1));
          default -> "%s(%s)".formatted(pick("max", "min"), rows.of(type, 1));
        };
    return plain + filter;
  }

  private String windowed(
      List<String> types, RandomExpressions rows, List<String> sources, String from) {
    String ids = String.join(", ", sources.stream().map(alias -> alias + ".id").toList());
    return "SELECT %s FROM %s"
        .formatted(
            list(types, type -> random.nextBoolean() ? rows.of(type, 2) : window(type, rows, ids)),
            from);
  }

  private String window(String type, RandomExpressions rows, String ids) {
    String partition =
        random.nextBoolean() ? "PARTITION BY %s ".formatted(rows.of(anyType(), 1)) : "";
    String order =
        "ORDER BY %s%s, %s"
            .formatted(rows.of(anyType(), 1), pick("", " DESC", " NULLS FIRST"), ids);
    String frame =
        pick(
            "",
            " ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING",
            " ROWS UNBOUNDED PRECEDING",
            " ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING",
            " GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW");
    String over = " OVER (" + partition + order + ")";
    String framed = " OVER (" + partition + order + frame + ")";
    return switch (type) {
      case "bigint" ->
          pick(
              "row_number()" + over,
              "rank()" + over,
              "dense_rank()" + over,
              "ntile(3)" + over,
              "sum(%s)".formatted(rows.of("integer", 1)) + framed,
              "count(%s)".formatted(rows.of(anyType(), 1)) + framed);
      case "double" ->
          pick("avg(%s)".formatted(rows.of("integer", 1)) + framed, "percent_rank()" + over);
      default ->
          pick(
              "lag(%s)".formatted(rows.of(type, 1)) + over,
              "lead(%s, 2)".formatted(rows.of(type, 1)) + over,
              "first_value(%s)".formatted(rows.of(type, 1)) + framed,
              "last_value(%s)".formatted(rows.of(type, 1)) + framed,
              "max(%s)".formatted(rows.of(type, 1)) + framed);
    };
  }

  private static String list(List<String> types, Function<String, String> expression) {
    return String.join(", ", types.stream().map(expression).toList());
  }

  private String anyType() {
    return RandomTables.types().get(random.nextInt(RandomTables.types().size()));
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
