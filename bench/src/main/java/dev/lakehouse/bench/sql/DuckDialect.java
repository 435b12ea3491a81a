package dev.lakehouse.bench.sql;

/** The same query as DuckDB's users write it; next to nothing has to be changed. */
final class DuckDialect {
  private DuckDialect() {}

  static String of(String sql) {
    // A column is called "${database}.${schema}.itemrevenue", quotes and all.
    return sql.replace("\"${database}.${schema}.", "\"")
        .replaceAll("\"?\\$\\{database}\"?\\.\"?\\$\\{schema}\"?\\.", "")
        .replace("${prefix}", "")
        // DuckDB has no decimal literals with a type: a number with a point is a decimal.
        .replaceAll("(?i)DECIMAL\\s+'([0-9.]+)'", "$1");
  }
}
