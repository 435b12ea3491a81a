package dev.lakehouse.table.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.nio.file.Path;
import java.util.List;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuckTypesTest {
  @TempDir private Path directory;
  private DuckDb duckdb;
  private DuckSession session;

  @BeforeEach
  void open() {
    duckdb = DuckDb.open(new DuckDbSettings(128L << 20, 1, directory.resolve("spill")));
    session = duckdb.session();
  }

  @AfterEach
  void close() {
    session.close();
    duckdb.close();
  }

  @Test
  void namesTheTypesAsDuckDbDoes() {
    for (Type type :
        List.of(
            Types.BooleanType.get(),
            Types.IntegerType.get(),
            Types.LongType.get(),
            Types.FloatType.get(),
            Types.DoubleType.get(),
            Types.DecimalType.of(9, 2),
            Types.DecimalType.of(38, 38),
            Types.DateType.get(),
            Types.TimeType.get(),
            Types.TimestampType.withoutZone(),
            Types.TimestampType.withZone(),
            Types.StringType.get(),
            Types.UUIDType.get(),
            Types.BinaryType.get(),
            Types.ListType.ofOptional(1, Types.DecimalType.of(5, 0)),
            Types.MapType.ofOptional(1, 2, Types.StringType.get(), Types.DateType.get()))) {
      String name = DuckTypes.of(type);

      assertThat(session.describe("SELECT CAST(NULL AS %s) AS c".formatted(name)))
          .as(type.toString())
          .containsEntry("c", name);
    }
  }

  @Test
  void quotesTheNamesInAStruct() {
    Type struct =
        Types.StructType.of(
            NestedField.optional(1, "plain", Types.LongType.get()),
            NestedField.optional(2, "with \"quotes\", and a comma", Types.StringType.get()),
            NestedField.optional(3, "select", Types.ListType.ofOptional(4, Types.DateType.get())));

    assertThat(
            session.query(
                """
                SELECT type_of_c FROM (
                  SELECT typeof(CAST(NULL AS %s)) = typeof({'plain': 1::BIGINT,
                    'with "quotes", and a comma': 'x', 'select': [DATE '2024-01-01']})
                  AS type_of_c)\
                """
                    .formatted(DuckTypes.of(struct)),
                row -> row.getBoolean(1)))
        .containsExactly(true);
  }

  @Test
  void saysWhichTypesItHasNot() {
    for (Type type :
        List.of(
            Types.FixedType.ofLength(4),
            Types.TimestampNanoType.withZone(),
            Types.ListType.ofOptional(1, Types.FixedType.ofLength(4)))) {
      assertThatThrownBy(() -> DuckTypes.of(type))
          .as(type.toString())
          .isInstanceOfSatisfying(
              LakehouseException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
                assertThat(e.remedy()).isPresent();
              })
          .hasMessageContaining("no columns of the type");
    }
  }
}
