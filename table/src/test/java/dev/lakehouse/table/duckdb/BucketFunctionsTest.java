package dev.lakehouse.table.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.BucketUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hashes are Iceberg's, in whatever shape DuckDB hands over the values. */
class BucketFunctionsTest {
  @TempDir private Path directory;
  private DuckDb duckdb;
  private DuckSession session;

  @BeforeEach
  void open() {
    duckdb = DuckDb.open(new DuckDbSettings(128L << 20, 2, directory.resolve("spill")));
    session = duckdb.session();
  }

  @AfterEach
  void close() {
    session.close();
    duckdb.close();
  }

  private List<String> hashes(Type type, String from) {
    return session.query(
        "SELECT %s FROM %s".formatted(BucketFunctions.hash(type, "v"), from),
        row -> String.valueOf(row.getString(1)));
  }

  @Test
  void hashesEveryTypeAsIcebergDoes() {
    UUID uuid = UUID.fromString("3f333df6-90a4-4fda-8dd3-9485d27cee36");
    Map<String, Integer> expected =
        Map.of(
            "34::INTEGER",
            BucketUtil.hash(34),
            "-34::BIGINT",
            BucketUtil.hash(-34L),
            "DATE '1969-12-31'",
            BucketUtil.hash(-1),
            "TIMESTAMP '1970-01-01 00:00:00.000001'",
            BucketUtil.hash(1L),
            "'né🙂'",
            BucketUtil.hash("né🙂"),
            "14.20::DECIMAL(9,2)",
            BucketUtil.hash(new BigDecimal("14.20")),
            "'%s'::UUID".formatted(uuid),
            BucketUtil.hash(uuid),
            "'\\x00\\xFF'::BLOB",
            BucketUtil.hash(ByteBuffer.wrap(new byte[] {0, -1})));
    Map<String, Type> types =
        Map.of(
            "34::INTEGER",
            Types.IntegerType.get(),
            "-34::BIGINT",
            Types.LongType.get(),
            "DATE '1969-12-31'",
            Types.DateType.get(),
            "TIMESTAMP '1970-01-01 00:00:00.000001'",
            Types.TimestampType.withoutZone(),
            "'né🙂'",
            Types.StringType.get(),
            "14.20::DECIMAL(9,2)",
            Types.DecimalType.of(9, 2),
            "'%s'::UUID".formatted(uuid),
            Types.UUIDType.get(),
            "'\\x00\\xFF'::BLOB",
            Types.BinaryType.get());

    expected.forEach((value, hash) ->
        assertThat(hashes(types.get(value), "(SELECT %s AS v)".formatted(value)))
            .as(value)
            .containsExactly(hash.toString()));
  }

  @Test
  void nullHasNoHashWhateverShapeItComesIn() {
    session.execute(
        "CREATE TEMP TABLE sparse AS SELECT range AS id,"
            + " CASE WHEN range % 3 = 0 THEN NULL ELSE range END AS v FROM range(5000)");
    String file = directory.resolve("nulls.parquet").toString();
    session.execute(
        "COPY (SELECT CAST(NULL AS BIGINT) AS v) TO '%s' (FORMAT parquet)".formatted(file));
    List<String> expected = new ArrayList<>();
    for (long value = 0; value < 5000; value++) {
      expected.add(value % 3 == 0 ? "null" : Integer.toString(BucketUtil.hash(value)));
    }

    assertThat(hashes(Types.LongType.get(), "(SELECT NULL::BIGINT AS v)")).containsExactly("null");
    assertThat(hashes(Types.LongType.get(), "'%s'".formatted(file))).containsExactly("null");
    assertThat(hashes(Types.LongType.get(), "(SELECT v FROM sparse ORDER BY id)"))
        .isEqualTo(expected);
    assertThat(
            hashes(
                Types.LongType.get(),
                "(SELECT b.v FROM sparse a JOIN sparse b USING (id) WHERE a.id % 2 = 1"
                    + " ORDER BY b.id)"))
        .isEqualTo(
            IntStream.range(0, 5000).filter(i -> i % 2 == 1).mapToObj(expected::get).toList());
    assertThat(
            hashes(
                Types.LongType.get(),
                "(SELECT NULL::BIGINT AS v FROM range(3) UNION ALL SELECT 5::BIGINT FROM range(2))"))
        .containsExactlyInAnyOrder(
            "null",
            "null",
            "null",
            Integer.toString(BucketUtil.hash(5L)),
            Integer.toString(BucketUtil.hash(5L)));
  }
}
