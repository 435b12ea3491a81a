package dev.lakehouse.differential;

import dev.lakehouse.sql.functions.Literals;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Small tables of random rows, written as a WITH clause so that no storage is needed: with NULLs,
 * ties and extremes. Numbers are such that sums are exact in any order.
 */
record RandomTables(List<Table> tables) {
  private static final int MOST_TABLES = 3;
  private static final int MOST_COLUMNS = 5;
  private static final int MOST_ROWS = 7;

  private static final Map<String, List<String>> POOLS = new LinkedHashMap<>();

  static {
    POOLS.put("integer", List.of("0", "1", "1", "2", "-3", "7", "2147483647", "-2147483648"));
    POOLS.put(
        "bigint", List.of("0", "1", "2", "-5", "9223372036854775807", "-9223372036854775808"));
    POOLS.put(
        "double",
        List.of("0.0e0", "0.5e0", "-1.25e0", "1024e0", "1e10", "nan()", "infinity()", "2e0"));
    POOLS.put(
        "decimal(10,2)", List.of("0.00", "1.50", "-2.25", "99999.99", "1.5", "0.01", "-0.01"));
    POOLS.put("varchar", List.of("''", "'a'", "'ab'", "'B'", "'a '", "'äö'", "'10'", "'%'"));
    POOLS.put(
        "date",
        List.of(
            "DATE '2020-02-29'", "DATE '1969-12-31'", "DATE '2000-01-01'", "DATE '1999-12-31'"));
    POOLS.put("boolean", List.of("true", "false"));
    POOLS.put(
        "timestamp(3)",
        List.of(
            "TIMESTAMP '2020-02-29 23:59:59.999'",
            "TIMESTAMP '1969-12-31 00:00:00.001'",
            "TIMESTAMP '2000-01-01 00:00:00.000'"));
  }

  /** A column; the first of each table, {@code id}, is a number of its own for each row. */
  record Column(String name, String type) {}

  record Table(String name, List<Column> columns, List<String> rows) {}

  static List<String> types() {
    return List.copyOf(POOLS.keySet());
  }

  static String literal(String type, Random random) {
    List<String> pool = POOLS.get(type);
    return "CAST(%s AS %s)".formatted(pool.get(random.nextInt(pool.size())), type);
  }

  static RandomTables of(Random random) {
    List<Table> tables = new ArrayList<>();
    int count = 1 + random.nextInt(MOST_TABLES);
    for (int i = 0; i < count; i++) {
      List<Column> columns = new ArrayList<>(List.of(new Column("id", "integer")));
      for (int c = 0; c < 2 + random.nextInt(MOST_COLUMNS - 1); c++) {
        columns.add(new Column("c" + c, types().get(random.nextInt(types().size()))));
      }
      List<String> rows = new ArrayList<>();
      for (int row = 0; row < 1 + random.nextInt(MOST_ROWS); row++) {
        rows.add(row(row, columns, random));
      }
      tables.add(new Table("t" + i, columns, rows));
    }
    return new RandomTables(tables);
  }

  private static String row(int id, List<Column> columns, Random random) {
    List<String> values = new ArrayList<>(List.of(Integer.toString(id)));
    for (Column column : columns.subList(1, columns.size())) {
      values.add(
          random.nextInt(5) == 0 ? Literals.nullOf(column.type()) : literal(column.type(), random));
    }
    return "(" + String.join(", ", values) + ")";
  }

  /** "WITH t0(id, …) AS (VALUES …), …". */
  String with() {
    return "WITH "
        + String.join(
            ", ",
            tables.stream()
                .map(table ->
                    "%s(%s) AS (VALUES %s)"
                        .formatted(
                            table.name(),
                            String.join(", ", table.columns().stream().map(Column::name).toList()),
                            String.join(", ", table.rows())))
                .toList());
  }
}
