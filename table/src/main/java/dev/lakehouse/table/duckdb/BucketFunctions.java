package dev.lakehouse.table.duckdb;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.Function;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.util.BucketUtil;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBScalarFunctionBuilder;

/**
 * Iceberg's 32-bit hash of a value, by Iceberg's own code, as functions in DuckDB: the source of
 * {@code bucket[N]} (Iceberg table spec, appendix B).
 */
public final class BucketFunctions {
  private BucketFunctions() {}

  static void register(Connection connection) throws SQLException {
    register(connection, "iceberg_hash_long", Long.class, BucketUtil::hash);
    register(connection, "iceberg_hash_string", String.class, BucketUtil::hash);
    register(
        connection,
        "iceberg_hash_decimal",
        String.class,
        text -> BucketUtil.hash(new BigDecimal(text)));
    register(
        connection,
        "iceberg_hash_uuid",
        String.class,
        text -> BucketUtil.hash(UUID.fromString(text)));
    register(
        connection,
        "iceberg_hash_hex",
        String.class,
        text -> BucketUtil.hash(HexFormat.of().parseHex(text)));
  }

  private static <T> void register(
      Connection connection, String name, Class<T> argument, Function<T, Integer> hash)
      throws SQLException {
    try (DuckDBScalarFunctionBuilder builder = DuckDBFunctions.scalarFunction()) {
      builder
          .withName(name)
          .withParameter(argument)
          .withReturnType(Integer.class)
          .withNullInNullOut()
          // A chunk whose values are all one constant comes with its NULLs all the same.
          .withFunction((T value) -> value == null ? null : hash.apply(value))
          .register(connection);
    }
  }

  /** The hash of a column or expression of a type, NULL for NULL. */
  public static String hash(Type type, String expression) {
    return switch (type.typeId()) {
      case INTEGER, LONG -> "iceberg_hash_long(CAST(%s AS BIGINT))".formatted(expression);
      case DATE -> "iceberg_hash_long(%s - DATE '1970-01-01')".formatted(expression);
      case TIME -> "iceberg_hash_long(epoch_us(%s))".formatted(expression);
      case TIMESTAMP -> "iceberg_hash_long(epoch_us(%s))".formatted(expression);
      case STRING -> "iceberg_hash_string(%s)".formatted(expression);
      case DECIMAL -> "iceberg_hash_decimal(CAST(%s AS VARCHAR))".formatted(expression);
      case UUID -> "iceberg_hash_uuid(CAST(%s AS VARCHAR))".formatted(expression);
      case BINARY -> "iceberg_hash_hex(hex(%s))".formatted(expression);
      default ->
          throw new IllegalArgumentException("the type " + type + " has no bucket transform");
    };
  }
}
