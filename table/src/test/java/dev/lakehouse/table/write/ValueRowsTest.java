package dev.lakehouse.table.write;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.table.LakehouseContract;
import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableChange;
import dev.lakehouse.table.TableDefinition;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.store.LocalObjectStore;
import dev.lakehouse.table.store.ObjectStore;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class ValueRowsTest extends LakehouseContract {
  private static final Schema SCHEMA =
      new Schema(
          optional(1, "truth", Types.BooleanType.get()),
          optional(2, "small", Types.IntegerType.get()),
          optional(3, "large", Types.LongType.get()),
          optional(4, "real", Types.DoubleType.get()),
          optional(5, "exact", Types.DecimalType.of(9, 2)),
          optional(6, "te\"xt", Types.StringType.get()),
          optional(7, "day", Types.DateType.get()),
          optional(8, "time", Types.TimestampType.withZone()));

  @Override
  protected ObjectStore openStore(Path directory) {
    return LocalObjectStore.open(directory.resolve("objects"));
  }

  @Test
  void valuesOfEveryTypeBecomeRowsOfATable() {
    List<Object> values =
        List.of(
            true,
            7,
            1L << 40,
            0.5,
            new BigDecimal("1234567.89"),
            "it's",
            LocalDate.parse("2024-02-29"),
            Instant.parse("2024-02-29T23:59:59.123456Z"));
    try (DuckSession session = tables.session()) {
      tables.apply(
          orders,
          TableChange.of(
                  new RowChange.Append(
                      ValueRows.of(session, SCHEMA, List.of(values, Arrays.asList(new Object[8])))))
              .creating(TableDefinition.of(SCHEMA)));
    }

    assertThat(lakehouse.read(orders))
        .containsExactly(
            "null|null|null|null|null|null|null|null",
            "true|7|1099511627776|0.5|1234567.89|it's|2024-02-29|2024-02-29T23:59:59.123456Z");
  }
}
