package dev.lakehouse.table;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.table.scan.PlannedScan;
import dev.lakehouse.table.scan.ScanRequest;
import dev.lakehouse.table.scan.SnapshotSelector;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

/** Columns, types, partitions, order, and the files that a scan leaves out. */
public abstract class LayoutContract extends LakehouseContract {
  @Test
  void columnsAreAddedInTheCommitThatNeedsThem() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    long first = tables.load(orders).currentSnapshot().snapshotId();

    tables.apply(
        orders,
        TableChange.of(
                new RowChange.Append(lakehouse.rows("SELECT 2 AS id, 'gift' AS note, 7 AS amount")))
            .addingColumns(
                List.of(
                    optional(1, "note", Types.StringType.get()),
                    optional(2, "COUNTRY", Types.StringType.get()))));

    assertThat(lakehouse.read(orders)).containsExactly("1|IT|1.00|null", "2|null|7.00|gift");
    assertThat(lakehouse.read(orders, ScanRequest.of(new SnapshotSelector.ById(first))))
        .containsExactly("1|IT|1.00");
  }

  @Test
  void rowsCanBeReplacedByAColumnThatTheChangeAdds() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)"));

    ChangeResult result =
        tables.apply(
            orders,
            TableChange.of(
                    new RowChange.ReplaceWhere(
                        Expressions.in("source", "a.csv"),
                        lakehouse.rows("SELECT 2 AS id, 'a.csv' AS source")))
                .addingColumns(List.of(optional(1, "source", Types.StringType.get()))));

    assertThat(result.rowsRemoved()).isZero();
    assertThat(lakehouse.read(orders)).containsExactly("1|IT|1.00|null", "2|null|null|a.csv");
  }

  @Test
  void columnsArePromoted() {
    Schema narrow = new Schema(optional(1, "n", Types.IntegerType.get()));
    tables.create(orders, TableDefinition.of(narrow));
    lakehouse.append(orders, "SELECT 1 AS n");

    tables.apply(
        orders,
        TableChange.of(new RowChange.Append(lakehouse.rows("SELECT 3000000000 AS n")))
            .promotingColumns(Map.of("n", Types.LongType.get())));

    assertThat(lakehouse.read(orders)).containsExactly("1", "3000000000");
  }

  @Test
  void renamedAndDroppedColumnsResolveByFieldId() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    tables
        .load(orders)
        .updateSchema()
        .renameColumn("country", "land")
        .deleteColumn("amount")
        .commit();
    tables.load(orders).updateSchema().addColumn("amount", Types.StringType.get()).commit();

    assertThat(lakehouse.read(orders)).containsExactly("1|IT|null");
  }

  @Test
  void everyTypeSurvives() {
    Schema all =
        new Schema(
            optional(1, "b", Types.BooleanType.get()),
            optional(2, "i", Types.IntegerType.get()),
            optional(3, "l", Types.LongType.get()),
            optional(4, "f", Types.FloatType.get()),
            optional(5, "d", Types.DoubleType.get()),
            optional(6, "de", Types.DecimalType.of(38, 10)),
            optional(7, "da", Types.DateType.get()),
            optional(8, "ti", Types.TimeType.get()),
            optional(9, "ts", Types.TimestampType.withoutZone()),
            optional(10, "tz", Types.TimestampType.withZone()),
            optional(11, "s", Types.StringType.get()),
            optional(12, "u", Types.UUIDType.get()),
            optional(13, "bi", Types.BinaryType.get()),
            optional(14, "li", Types.ListType.ofOptional(15, Types.IntegerType.get())),
            optional(
                16,
                "m",
                Types.MapType.ofOptional(17, 18, Types.StringType.get(), Types.LongType.get())),
            optional(
                19,
                "st",
                Types.StructType.of(
                    optional(20, "x", Types.StringType.get()),
                    optional(21, "y", Types.ListType.ofOptional(22, Types.DoubleType.get())))));
    tables.create(orders, TableDefinition.of(all));
    String select =
        """
        SELECT true AS b, 1::INTEGER AS i, 2::BIGINT AS l, 1.5::FLOAT AS f, 0.1::DOUBLE AS d,
          1234567890123456789012345678.0123456789::DECIMAL(38,10) AS de, DATE '1969-12-31' AS da,
          TIME '23:59:59.999999' AS ti, TIMESTAMP '2024-01-15 10:00:00.123456' AS ts,
          TIMESTAMPTZ '2024-01-15 10:00:00.123456+02' AS tz, 'é😀' AS s,
          '3f333df6-90a4-4fda-8dd3-9485d27cee36'::UUID AS u, '\\xAA\\x00'::BLOB AS bi,
          [1, NULL, 3]::INTEGER[] AS li, MAP {'a': 1::BIGINT} AS m,
          {'x': 'q', 'y': [0.5::DOUBLE]} AS st\
        """;
    lakehouse.append(orders, select);
    assertThat(lakehouse.read(orders)).isEqualTo(lakehouse.read(select));

    tables.load(orders).updateSchema().renameColumn("st.x", "xx").renameColumn("s", "t").commit();
    assertThat(lakehouse.read(orders).getFirst())
        .contains("é😀")
        .contains("xx")
        .contains("q")
        .contains("0.5");
  }

  @Test
  void hiddenPartitionsSplitFilesAndPruneThem() {
    Schema events =
        new Schema(
            optional(1, "id", Types.LongType.get()),
            optional(2, "at", Types.TimestampType.withoutZone()),
            optional(3, "kind", Types.StringType.get()));
    tables.create(
        orders,
        new TableDefinition(
            events,
            PartitionSpec.builderFor(events).day("at").identity("kind").build(),
            SortOrder.unsorted(),
            Map.of()));
    lakehouse.append(
        orders,
        """
        SELECT range AS id, TIMESTAMP '1969-12-31 12:00:00' + INTERVAL (range * 6) HOUR AS at,
          CASE range % 3 WHEN 0 THEN 'a/b=c %' WHEN 1 THEN '' ELSE NULL END AS kind FROM range(12)\
        """);

    try (PlannedScan scan =
        tables.scan(
            orders,
            ScanRequest.matching(
                Expressions.and(
                    Expressions.equal("kind", "a/b=c %"),
                    Expressions.greaterThanOrEqual("at", "1970-01-01T00:00:00"),
                    Expressions.lessThan("at", "1970-01-02T00:00:00"))),
            lakehouse.session())) {
      assertThat(scan.dataFiles()).hasSize(1);
    }
    assertThat(lakehouse.read(orders)).hasSize(12);
  }

  @Test
  void partitionsOnThePathAreNotTheRowsValues() {
    tables.create(
        orders,
        new TableDefinition(
            ORDERS,
            PartitionSpec.builderFor(ORDERS).identity("country").build(),
            SortOrder.unsorted(),
            Map.of()));
    lakehouse.append(
        orders, values("(1, '007', 1)", "(2, 'a/b=c +%', 2)", "(3, 'null', 3)", "(4, NULL, 4)"));

    assertThat(lakehouse.read(orders))
        .containsExactly("1|007|1.00", "2|a/b=c +%|2.00", "3|null|3.00", "4|null|4.00");
    for (String country : List.of("007", "a/b=c +%", "null")) {
      try (PlannedScan scan =
          tables.scan(
              orders,
              ScanRequest.matching(Expressions.equal("country", country)),
              lakehouse.session())) {
        assertThat(lakehouse.read("SELECT country FROM (%s)".formatted(scan.select())))
            .containsExactly(country);
      }
    }
    apply(new RowChange.DeleteWhere(Expressions.equal("country", "a/b=c +%")));
    apply(new RowChange.Upsert(List.of("id", "country"), lakehouse.rows(values("(1, '007', 9)"))));
    assertThat(lakehouse.read(orders)).containsExactly("1|007|9.00", "3|null|3.00", "4|null|4.00");
  }

  @Test
  void everyTransformPutsRowsWhereIcebergLooksForThem() {
    Schema schema =
        new Schema(
            optional(1, "l", Types.LongType.get()),
            optional(2, "i", Types.IntegerType.get()),
            optional(3, "s", Types.StringType.get()),
            optional(4, "d", Types.DateType.get()),
            optional(5, "ts", Types.TimestampType.withZone()),
            optional(6, "de", Types.DecimalType.of(9, 2)),
            optional(7, "u", Types.UUIDType.get()));
    Map<String, PartitionSpec> specs =
        Map.ofEntries(
            Map.entry("l", PartitionSpec.builderFor(schema).bucket("l", 4).build()),
            Map.entry("i", PartitionSpec.builderFor(schema).bucket("i", 4).build()),
            Map.entry("s", PartitionSpec.builderFor(schema).bucket("s", 4).build()),
            Map.entry("d", PartitionSpec.builderFor(schema).bucket("d", 4).build()),
            Map.entry("ts", PartitionSpec.builderFor(schema).bucket("ts", 4).build()),
            Map.entry("de", PartitionSpec.builderFor(schema).bucket("de", 4).build()),
            Map.entry("u", PartitionSpec.builderFor(schema).bucket("u", 4).build()),
            Map.entry("l ", PartitionSpec.builderFor(schema).truncate("l", 10).build()),
            Map.entry("s ", PartitionSpec.builderFor(schema).truncate("s", 2).build()),
            Map.entry("de ", PartitionSpec.builderFor(schema).truncate("de", 50).build()),
            Map.entry("d ", PartitionSpec.builderFor(schema).month("d").build()),
            Map.entry("d  ", PartitionSpec.builderFor(schema).year("d").build()),
            Map.entry("ts ", PartitionSpec.builderFor(schema).hour("ts").build()),
            Map.entry("ts  ", PartitionSpec.builderFor(schema).day("ts").build()),
            Map.entry("de  ", PartitionSpec.builderFor(schema).identity("de").build()),
            Map.entry("u  ", PartitionSpec.builderFor(schema).identity("u").build()),
            Map.entry("ts   ", PartitionSpec.builderFor(schema).identity("ts").build()));
    String select =
        """
        SELECT range - 20 AS l, (range * 7 - 50)::INTEGER AS i, 'né' || range AS s,
          DATE '1969-11-15' + range::INTEGER * 3 AS d,
          TIMESTAMPTZ '1969-12-31 20:30:00+00' + INTERVAL (range * 17) MINUTE AS ts,
          ((range - 20) * 0.37)::DECIMAL(9,2) AS de,
          ('3f333df6-90a4-4fda-8dd3-9485d27cee' || (range + 10))::UUID AS u FROM range(40)\
        """;
    specs.forEach((key, spec) -> {
      String column = key.trim();
      nameTable();
      tables.create(orders, new TableDefinition(schema, spec, SortOrder.unsorted(), Map.of()));
      lakehouse.append(orders, select);
      // Iceberg prunes by partition alone: a row in the wrong one would not be found.
      for (Object value : internalValues(column, select)) {
        try (PlannedScan scan =
            tables.scan(
                orders,
                ScanRequest.matching(Expressions.equal(column, value)),
                lakehouse.session())) {
          assertThat(
                  lakehouse
                      .session()
                      .number(
                          "SELECT count(*) FROM (%s) WHERE %s = %s"
                              .formatted(scan.select(), column, sqlLiteral(column, value))))
              .as("%s by %s", value, spec)
              .isEqualTo(1);
        }
      }
    });
  }

  private List<Object> internalValues(String column, String select) {
    String expression =
        switch (column) {
          case "d" -> "strftime(d, '%Y-%m-%d')";
          case "ts" -> "strftime(ts, '%Y-%m-%dT%H:%M:%S.%f+00:00')";
          case "u", "s" -> "CAST(%s AS VARCHAR)".formatted(column);
          default -> column;
        };
    return lakehouse
        .session()
        .query("SELECT %s FROM (%s)".formatted(expression, select), row -> row.getObject(1));
  }

  private static String sqlLiteral(String column, Object value) {
    return switch (column) {
      case "d" -> "DATE '%s'".formatted(value);
      case "ts" -> "TIMESTAMPTZ '%s'".formatted(value);
      case "s", "u" -> "'%s'".formatted(value);
      default -> value.toString();
    };
  }

  @Test
  void rowsLieInTheTablesSortOrder() {
    Schema schema =
        new Schema(
            optional(1, "n", Types.LongType.get()), optional(2, "kind", Types.StringType.get()));
    requireSorted(schema, PartitionSpec.unpartitioned());
    requireSorted(schema, PartitionSpec.builderFor(schema).identity("kind").build());
  }

  private void requireSorted(Schema schema, PartitionSpec spec) {
    nameTable();
    tables.create(
        orders,
        new TableDefinition(
            schema, spec, SortOrder.builderFor(schema).desc("n").build(), Map.of()));
    lakehouse.append(
        orders, "SELECT hash(range) % 1000000 AS n, 'k' || range % 2 AS kind FROM range(500000)");

    try (PlannedScan scan = tables.scan(orders, ScanRequest.all(), lakehouse.session())) {
      assertThat(
              lakehouse
                  .session()
                  .number(
                      """
                      SELECT count(*) FROM (
                        SELECT n, lead(n) OVER (PARTITION BY __file ORDER BY __position) AS next
                        FROM (%s)) WHERE next > n\
                      """
                          .formatted(scan.selectWithPositions())))
          .isZero();
    }
  }

  @Test
  void metricsPruneFiles() {
    createOrders();
    for (int file = 0; file < 5; file++) {
      lakehouse.append(
          orders,
          "SELECT range + %d AS id, 'IT' AS country, 1 AS amount FROM range(10)"
              .formatted(file * 10));
    }
    try (PlannedScan scan =
        tables.scan(
            orders, ScanRequest.matching(Expressions.equal("id", 25L)), lakehouse.session())) {
      assertThat(scan.dataFiles()).hasSize(1);
    }
  }
}
