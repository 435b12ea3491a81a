package dev.lakehouse.bench.lab;

import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.duckdb.SqlText;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Sales that are the same at each run, made by arithmetic on the number of the row. */
public final class SalesData {
  /** The columns and their types. */
  public static final Schema SCHEMA =
      new Schema(
          Types.NestedField.optional(1, "order_id", Types.LongType.get()),
          Types.NestedField.optional(2, "customer_id", Types.StringType.get()),
          Types.NestedField.optional(3, "quantity", Types.IntegerType.get()),
          Types.NestedField.optional(4, "amount", Types.DecimalType.of(9, 2)),
          Types.NestedField.optional(5, "country", Types.StringType.get()),
          Types.NestedField.optional(6, "ordered_at", Types.TimestampType.withoutZone()));

  private static final long FIRST_ORDER = 10_000_000;

  private SalesData() {}

  /** A SELECT of rows by their numbers, the last one excluded. */
  public static String select(long from, long to) {
    return select(from, to, 1);
  }

  /** A SELECT of rows by their numbers, the last one excluded, and only each so many-th. */
  public static String select(long from, long to, long step) {
    return """
    SELECT CAST(i + %d AS BIGINT) AS order_id,
      'CUST-' || lpad(CAST(i * 7919 %% 1000003 AS VARCHAR), 8, '0') AS customer_id,
      CAST(1 + i %% 50 AS INTEGER) AS quantity,
      CAST(i * 104729 %% 9999991 AS DECIMAL(18,0)) * 0.01::DECIMAL(3,2) AS amount,
      ['DE', 'FR', 'US', 'GB', 'JP', 'BR', 'IN'][1 + i * 31 %% 7] AS country,
      TIMESTAMP '2024-01-01' + to_seconds(i * 3) AS ordered_at
    FROM range(%d, %d, %d) AS numbers(i)\
    """
        .formatted(FIRST_ORDER, from, to, step);
  }

  /** Writes rows as a CSV file with a header, about 57 bytes a row. */
  public static void writeCsv(DuckSession session, Path file, long from, long to) {
    session.execute(
        "COPY (%s) TO %s (FORMAT csv, HEADER, PRESERVE_ORDER true)"
            .formatted(select(from, to), SqlText.literal(file.toString())));
  }

  /** The types by column name. */
  public static Map<String, Type> types() {
    Map<String, Type> types = new HashMap<>();
    SCHEMA.columns().forEach(field -> types.put(field.name(), field.type()));
    return types;
  }
}
