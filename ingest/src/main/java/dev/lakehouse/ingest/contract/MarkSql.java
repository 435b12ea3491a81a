package dev.lakehouse.ingest.contract;

import dev.lakehouse.table.duckdb.DuckTypes;
import dev.lakehouse.table.duckdb.SqlText;
import org.apache.iceberg.types.Type;

/** A watermark's text as a value of its column. */
final class MarkSql {
  private MarkSql() {}

  static String value(String mark, Type type) {
    return "CAST(%s AS %s)".formatted(SqlText.literal(mark), DuckTypes.of(type));
  }
}
