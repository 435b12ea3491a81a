package dev.lakehouse.table;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.scan.PlannedScan;
import dev.lakehouse.table.scan.ScanRequest;
import dev.lakehouse.table.scan.SnapshotSelector;
import dev.lakehouse.table.store.ObjectPath;
import dev.lakehouse.table.store.ObjectStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What every lakehouse promises, wherever its objects lie. */
@ExtendWith(TestDatabase.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class TablesContract {
  protected static final Schema ORDERS =
      new Schema(
          required(1, "id", Types.LongType.get()),
          optional(2, "country", Types.StringType.get()),
          optional(3, "amount", Types.DecimalType.of(10, 2)));

  private final AtomicInteger tableNumber = new AtomicInteger();
  private TestLakehouse lakehouse;
  private Tables tables;
  private TableIdentifier orders;

  /** Opens the store under test, empty, with its local files under a directory. */
  protected abstract ObjectStore openStore(Path directory) throws Exception;

  @BeforeAll
  void openLakehouse(TestDatabase.Server server, @TempDir Path directory) throws Exception {
    lakehouse = new TestLakehouse(server.newDatabase(), openStore(directory), directory);
    tables = lakehouse.tables();
  }

  @AfterAll
  void closeLakehouse() throws Exception {
    lakehouse.close();
  }

  @BeforeEach
  void nameTable() {
    orders = TableIdentifier.of("shop", "orders_" + tableNumber.incrementAndGet());
  }

  private ChangeResult apply(RowChange rows) {
    return tables.apply(orders, TableChange.of(rows));
  }

  private void createOrders() {
    tables.create(orders, TableDefinition.of(ORDERS));
  }

  private static String values(String... rows) {
    return "SELECT * FROM (VALUES %s) AS v(id, country, amount)".formatted(String.join(", ", rows));
  }

  private long snapshots() {
    List<Snapshot> all = new ArrayList<>();
    tables.load(orders).snapshots().forEach(all::add);
    return all.size();
  }

  @Test
  void aTableIsMadeOnce() {
    assertThat(tables.create(orders, TableDefinition.of(ORDERS))).isTrue();
    assertThat(tables.create(orders, TableDefinition.of(ORDERS))).isFalse();
    assertThat(tables.list(orders.namespace())).contains(orders);
    assertThat(lakehouse.read(orders)).isEmpty();
  }

  @Test
  void appendAddsRowsInOneSnapshot() {
    createOrders();
    ChangeResult result = lakehouse.append(orders, values("(1, 'IT', 9.5)", "(2, NULL, NULL)"));

    assertThat(result.rowsAdded()).isEqualTo(2);
    assertThat(snapshots()).isEqualTo(1);
    assertThat(lakehouse.read(orders)).containsExactly("1|IT|9.50", "2|null|null");
  }

  @Test
  void aChangeCanMakeTheTableInTheSameCommit() {
    ChangeResult result =
        tables.apply(
            orders,
            TableChange.of(new RowChange.Append(lakehouse.rows(values("(1, 'IT', 1)"))))
                .creating(TableDefinition.of(ORDERS)));

    assertThat(result.created()).isTrue();
    assertThat(lakehouse.read(orders)).containsExactly("1|IT|1.00");
  }

  @Test
  void aChangeThatFailsMakesNoTable() {
    TableChange change =
        TableChange.of(new RowChange.Append(lakehouse.rows("SELECT 1 AS id, 'x' AS amount")))
            .creating(TableDefinition.of(ORDERS));

    assertThatThrownBy(() -> tables.apply(orders, change)).isInstanceOf(LakehouseException.class);
    assertThat(tables.find(orders)).isEmpty();
  }

  @Test
  void aValueThatDoesNotFitFailsTheChange() {
    createOrders();
    for (String misfit :
        List.of(
            "SELECT 1.5 AS id",
            "SELECT 9223372036854775808 AS id",
            "SELECT 1 AS id, 1.005 AS amount",
            "SELECT 1 AS id, 123456789012 AS amount",
            "SELECT 1 AS id, 'x' AS amount",
            "SELECT NULL AS id")) {
      assertThatThrownBy(() -> lakehouse.append(orders, misfit))
          .as(misfit)
          .isInstanceOfSatisfying(
              LakehouseException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_DATA));
    }
    assertThat(lakehouse.read(orders)).isEmpty();
  }

  @Test
  void columnsMustBeTheTables() {
    createOrders();
    assertThatThrownBy(() -> lakehouse.append(orders, "SELECT 1 AS id, 2 AS price"))
        .hasMessageContaining("has no column price");
    assertThatThrownBy(() -> lakehouse.append(orders, "SELECT 'IT' AS country"))
        .hasMessageContaining("the column id is required and absent");
  }

  @Test
  void missingTablesAreNamed() {
    assertThatThrownBy(() -> lakehouse.append(orders, values("(1, 'IT', 1)")))
        .isInstanceOfSatisfying(
            LakehouseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
        .hasMessageContaining(orders.toString());
  }

  @Test
  void upsertReplacesAndAddsInOneCommit() {
    createOrders();
    lakehouse.append(orders, "SELECT range AS id, 'IT' AS country, 1 AS amount FROM range(100)");

    ChangeResult result =
        apply(
            new RowChange.Upsert(
                List.of("id"), lakehouse.rows(values("(5, 'DE', 2)", "(200, 'FR', 3)"))));

    assertThat(result.rowsAdded()).isEqualTo(2);
    assertThat(result.rowsRemoved()).isEqualTo(1);
    assertThat(snapshots()).isEqualTo(2);
    assertThat(lakehouse.read(orders)).hasSize(101).contains("5|DE|2.00", "200|FR|3.00");
  }

  @Test
  void upsertsPileUpToTheSameRowsAsOne() {
    createOrders();
    lakehouse.append(orders, "SELECT range AS id, 'IT' AS country, 0 AS amount FROM range(1000)");
    for (int round = 1; round <= 5; round++) {
      apply(
          new RowChange.Upsert(
              List.of("id"),
              lakehouse.rows(
                  "SELECT range * 7 AS id, 'R%1$d' AS country, %1$d AS amount FROM range(100)"
                      .formatted(round))));
    }
    List<String> expected =
        lakehouse.read(
            """
            SELECT id, CASE WHEN id %% 7 = 0 AND id < 700 THEN 'R5' ELSE 'IT' END,
              CAST(CASE WHEN id %% 7 = 0 AND id < 700 THEN 5 ELSE 0 END AS DECIMAL(10,2))
            FROM (SELECT range AS id FROM range(1000))\
            """
                .formatted());
    assertThat(lakehouse.read(orders)).isEqualTo(expected);
  }

  @Test
  void compositeKeysAreComparedWhole() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)", "(1, 'DE', 1)"));

    apply(new RowChange.Upsert(List.of("id", "country"), lakehouse.rows(values("(1, 'DE', 2)"))));

    assertThat(lakehouse.read(orders)).containsExactly("1|DE|2.00", "1|IT|1.00");
  }

  @Test
  void keysMustBeUniqueAndPresent() {
    createOrders();
    assertThatThrownBy(() ->
            apply(
                new RowChange.Upsert(
                    List.of("id"), lakehouse.rows(values("(1, 'IT', 1)", "(1, 'DE', 2)")))))
        .hasMessageContaining("two new rows have the same key: 1");
    assertThatThrownBy(() ->
            apply(new RowChange.Upsert(List.of("country"), lakehouse.rows(values("(1, NULL, 1)")))))
        .hasMessageContaining("no value in its key");
    assertThat(lakehouse.read(orders)).isEmpty();
  }

  @Test
  void replaceWhereChangesOnlyMatchingRows() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)", "(2, 'DE', 2)", "(3, NULL, 3)"));

    ChangeResult result =
        apply(
            new RowChange.ReplaceWhere(
                Expressions.equal("country", "IT"),
                lakehouse.rows(values("(4, 'IT', 4)", "(5, 'IT', 5)"))));

    assertThat(result.rowsRemoved()).isEqualTo(1);
    assertThat(lakehouse.read(orders))
        .containsExactly("2|DE|2.00", "3|null|3.00", "4|IT|4.00", "5|IT|5.00");
    assertThat(snapshots()).isEqualTo(2);
  }

  @Test
  void deleteWhereTakesFewRowsByPositionAndManyByRewriting() {
    createOrders();
    lakehouse.append(
        orders, "SELECT range AS id, 'c' || (range % 10) AS country, 1 AS amount FROM range(1000)");

    apply(new RowChange.DeleteWhere(Expressions.equal("id", 17L)));
    Table table = tables.load(orders);
    assertThat(table.currentSnapshot().summary()).containsEntry("added-position-deletes", "1");

    apply(new RowChange.DeleteWhere(Expressions.in("country", "c1", "c2", "c3")));
    table.refresh();
    assertThat(table.currentSnapshot().summary())
        .containsEntry("deleted-data-files", "1")
        .containsEntry("added-data-files", "1");
    assertThat(lakehouse.read(orders)).hasSize(699).noneMatch(row -> row.contains("|c1|"));

    ChangeResult all = apply(new RowChange.DeleteWhere(Expressions.alwaysTrue()));
    assertThat(all.rowsRemoved()).isEqualTo(699);
    assertThat(lakehouse.read(orders)).isEmpty();
  }

  @Test
  void aDeleteThatMatchesNothingCommitsNothing() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)"));

    assertThat(apply(new RowChange.DeleteWhere(Expressions.equal("id", 9L))).snapshotId())
        .isEmpty();
    assertThat(snapshots()).isEqualTo(1);
  }

  @Test
  void deletesUseEveryKindOfPredicate() {
    createOrders();
    String rows = values("(1, 'IT', 1.5)", "(2, 'DE', 2.5)", "(3, NULL, NULL)");
    Map<org.apache.iceberg.expressions.Expression, List<String>> expected =
        Map.of(
            Expressions.isNull("amount"), List.of("1|IT|1.50", "2|DE|2.50"),
            Expressions.notNull("country"), List.of("3|null|null"),
            Expressions.notEqual("country", "IT"), List.of("1|IT|1.50"),
            Expressions.startsWith("country", "I"), List.of("2|DE|2.50", "3|null|null"),
            Expressions.greaterThan("amount", new java.math.BigDecimal("2.00")),
                List.of("1|IT|1.50", "3|null|null"),
            Expressions.not(Expressions.in("id", 1L, 3L)), List.of("1|IT|1.50", "3|null|null"),
            Expressions.or(Expressions.lessThan("id", 2L), Expressions.equal("country", "DE")),
                List.of("3|null|null"));
    expected.forEach((filter, remaining) -> {
      apply(new RowChange.Truncate());
      lakehouse.append(orders, rows);
      apply(new RowChange.DeleteWhere(filter));
      assertThat(lakehouse.read(orders)).as(filter.toString()).isEqualTo(remaining);
    });
  }

  @Test
  void truncateKeepsTheHistory() {
    createOrders();
    ChangeResult before = lakehouse.append(orders, values("(1, 'IT', 1)"));

    ChangeResult result = apply(new RowChange.Truncate());

    assertThat(result.rowsRemoved()).isEqualTo(1);
    assertThat(lakehouse.read(orders)).isEmpty();
    assertThat(
            lakehouse.read(
                orders, ScanRequest.of(new SnapshotSelector.ById(before.snapshotId().getAsLong()))))
        .containsExactly("1|IT|1.00");
  }

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

  @Test
  void scansGoBackInTime() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    Table table = tables.load(orders);
    Snapshot first = table.currentSnapshot();
    table.manageSnapshots().createTag("opening", first.snapshotId()).commit();
    lakehouse.append(orders, values("(2, 'DE', 2)"));

    assertThat(lakehouse.read(orders, ScanRequest.of(new SnapshotSelector.ByReference("opening"))))
        .containsExactly("1|IT|1.00");
    assertThat(
            lakehouse.read(
                orders,
                ScanRequest.of(
                    new SnapshotSelector.AsOf(Instant.ofEpochMilli(first.timestampMillis())))))
        .containsExactly("1|IT|1.00");
    assertThatThrownBy(
            () -> lakehouse.read(orders, ScanRequest.of(new SnapshotSelector.AsOf(Instant.EPOCH))))
        .hasMessageContaining("no snapshot as old as");
    assertThatThrownBy(() -> lakehouse.read(orders, ScanRequest.of(new SnapshotSelector.ById(1))))
        .hasMessageContaining("no snapshot 1");
  }

  @Test
  void branchesChangeByThemselves() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    Table table = tables.load(orders);
    table.manageSnapshots().createBranch("audit", table.currentSnapshot().snapshotId()).commit();

    tables.apply(
        orders,
        TableChange.of(
                new RowChange.Upsert(
                    List.of("id"), lakehouse.rows(values("(1, 'DE', 5)", "(2, 'FR', 2)"))))
            .stamped(CommitStamp.none().onBranch("audit")));

    assertThat(lakehouse.read(orders)).containsExactly("1|IT|1.00");
    assertThat(lakehouse.read(orders, ScanRequest.of(new SnapshotSelector.ByReference("audit"))))
        .containsExactly("1|DE|5.00", "2|FR|2.00");
  }

  @Test
  void rollbackTakesRowsAndStateBack() {
    createOrders();
    TableChange change =
        TableChange.of(new RowChange.Append(lakehouse.rows(values("(1, 'IT', 1)"))));
    ChangeResult first =
        tables.apply(orders, change.stamped(CommitStamp.none().withState("watermark", "1")));
    tables.apply(orders, change.stamped(CommitStamp.none().withState("watermark", "2")));
    assertThat(tables.state(orders, "main")).containsEntry("watermark", "2");

    tables.load(orders).manageSnapshots().rollbackTo(first.snapshotId().getAsLong()).commit();

    assertThat(lakehouse.read(orders)).hasSize(1);
    assertThat(tables.state(orders, "main")).containsEntry("watermark", "1");
  }

  @Test
  void aTokenIsAppliedOnce() {
    createOrders();
    TableChange change =
        TableChange.of(new RowChange.Append(lakehouse.rows(values("(1, 'IT', 1)"))))
            .stamped(CommitStamp.none().withToken("run-1"));

    ChangeResult first = tables.apply(orders, change);
    lakehouse.append(orders, values("(2, 'IT', 2)"));
    ChangeResult second = tables.apply(orders, change);

    assertThat(second.alreadyApplied()).isTrue();
    assertThat(second.snapshotId()).isEqualTo(first.snapshotId());
    assertThat(lakehouse.read(orders)).containsExactly("1|IT|1.00", "2|IT|2.00");
  }

  @Test
  void stateOutlivesOtherCommitsAndCanBeForgotten() {
    createOrders();
    RowChange nothing = new RowChange.StateOnly();
    tables.apply(
        orders,
        TableChange.of(nothing)
            .stamped(CommitStamp.none().withState("a", "1").withState("b", "2")));
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    apply(new RowChange.Truncate());
    assertThat(tables.state(orders, "main")).isEqualTo(Map.of("a", "1", "b", "2"));

    tables.apply(orders, TableChange.of(nothing).stamped(CommitStamp.none().withState("a", "")));
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    assertThat(tables.state(orders, "main")).isEqualTo(Map.of("b", "2"));
  }

  @Test
  void equalityDeletesOfOthersAreHonoured() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)", "(2, NULL, 2)", "(3, 'DE', 3)"));
    Table table = tables.load(orders);
    DeleteFile deletes =
        foreignDeletes(
            table,
            "SELECT * FROM (VALUES ('IT'), (NULL)) AS v(country)",
            "{country: 2}",
            FileMetadata.deleteFileBuilder(table.spec()).ofEqualityDeletes(2));
    table.newRowDelta().addDeletes(deletes).commit();
    // Equality deletes do not touch what comes after them.
    lakehouse.append(orders, values("(4, 'IT', 4)"));

    assertThat(lakehouse.read(orders)).containsExactly("3|DE|3.00", "4|IT|4.00");

    apply(new RowChange.Upsert(List.of("id"), lakehouse.rows(values("(1, 'FR', 9)"))));
    apply(new RowChange.DeleteWhere(Expressions.equal("id", 3L)));
    assertThat(lakehouse.read(orders)).containsExactly("1|FR|9.00", "4|IT|4.00");
  }

  @Test
  void equalityDeletesOnADroppedColumnAreHonoured() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)", "(2, 'DE', 2)"));
    Table table = tables.load(orders);
    DeleteFile deletes =
        foreignDeletes(
            table,
            "SELECT 'IT' AS country",
            "{country: 2}",
            FileMetadata.deleteFileBuilder(table.spec()).ofEqualityDeletes(2));
    table.newRowDelta().addDeletes(deletes).commit();
    table.updateSchema().deleteColumn("country").commit();

    assertThat(lakehouse.read(orders)).containsExactly("2|2.00");
  }

  @Test
  void positionDeletesOfOthersAreHonoured() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)", "(2, 'DE', 2)", "(3, 'FR', 3)"));
    lakehouse.append(orders, values("(4, 'IT', 4)"));
    Table table = tables.load(orders);
    String where;
    try (PlannedScan scan = tables.scan(orders, ScanRequest.all(), lakehouse.session())) {
      where =
          lakehouse
              .session()
              .query(
                  "SELECT __file || '|' || __position FROM (%s) WHERE id = 2"
                      .formatted(scan.selectWithPositions()),
                  row -> row.getString(1))
              .getFirst();
    }
    String[] file = where.split("\\|", 2);
    DeleteFile deletes =
        foreignDeletes(
            table,
            "SELECT '%s' AS file_path, CAST(%s AS BIGINT) AS pos".formatted(file[0], file[1]),
            "{file_path: 2147483546, pos: 2147483545}",
            FileMetadata.deleteFileBuilder(table.spec()).ofPositionDeletes());
    table.newRowDelta().addDeletes(deletes).commit();

    assertThat(lakehouse.read(orders)).containsExactly("1|IT|1.00", "3|FR|3.00", "4|IT|4.00");
  }

  /** A delete file as another engine would write it. */
  private DeleteFile foreignDeletes(
      Table table, String select, String fieldIds, FileMetadata.Builder builder) {
    Path staged = lakehouse.store().staging().resolve(UUID.randomUUID() + ".parquet");
    lakehouse
        .session()
        .execute(
            "COPY (%s) TO '%s' (FORMAT parquet, FIELD_IDS %s)".formatted(select, staged, fieldIds));
    String location = table.locationProvider().newDataLocation(staged.getFileName().toString());
    long bytes = staged.toFile().length();
    lakehouse.store().publish(staged, ObjectPath.parse(location));
    return builder
        .withFormat(FileFormat.PARQUET)
        .withPath(location)
        .withFileSizeInBytes(bytes)
        .withRecordCount(lakehouse.session().number("SELECT count(*) FROM (" + select + ")"))
        .build();
  }

  @Test
  void deletionVectorsAreHonouredAndTablesOfVersion3CanBeChanged() throws Exception {
    tables.create(
        orders,
        new TableDefinition(
            ORDERS,
            PartitionSpec.unpartitioned(),
            SortOrder.unsorted(),
            Map.of("format-version", "3")));
    lakehouse.append(orders, "SELECT range AS id, 'IT' AS country, 1 AS amount FROM range(100)");
    Table table = tables.load(orders);
    String file;
    try (PlannedScan scan = tables.scan(orders, ScanRequest.all(), lakehouse.session())) {
      file = scan.dataFiles().getFirst().location();
    }
    BaseDVFileWriter vectors =
        new BaseDVFileWriter(
            OutputFileFactory.builderFor(table, 1, 1).format(FileFormat.PUFFIN).build(),
            path -> null);
    for (long position = 10; position < 100; position++) {
      vectors.delete(file, position, table.spec(), null);
    }
    vectors.close();
    RowDelta delta = table.newRowDelta();
    vectors.result().deleteFiles().forEach(delta::addDeletes);
    delta.commit();
    assertThat(lakehouse.read(orders)).hasSize(10);

    apply(new RowChange.Upsert(List.of("id"), lakehouse.rows(values("(3, 'DE', 2)"))));
    apply(new RowChange.DeleteWhere(Expressions.equal("id", 5L)));

    assertThat(lakehouse.read(orders)).hasSize(9).contains("3|DE|2.00");
  }

  @Test
  void eightWritersOfAllKindsAllLand() throws Exception {
    createOrders();
    lakehouse.append(orders, "SELECT range AS id, 'seed' AS country, 0 AS amount FROM range(100)");
    int rounds = 5;
    try (ExecutorService writers = Executors.newFixedThreadPool(8)) {
      List<Future<?>> done = new ArrayList<>();
      for (int writer = 0; writer < 8; writer++) {
        int number = writer;
        done.add(
            writers.submit(() -> {
              try (var session = tables.session()) {
                for (int round = 0; round < rounds; round++) {
                  write(number, round, session);
                }
              }
            }));
      }
      for (Future<?> future : done) {
        future.get();
      }
    }
    List<String> rows = lakehouse.read(orders);
    assertThat(rows.stream().filter(row -> row.contains("|append"))).hasSize(3 * rounds * 10);
    assertThat(rows.stream().filter(row -> row.contains("|upsert"))).hasSize(3 * 20);
    assertThat(rows.stream().filter(row -> row.contains("|replace"))).hasSize(2 * 10);
    assertThat(rows.stream().filter(row -> row.contains("|seed"))).hasSize(100 - 3 * 20);
  }

  /** Writers 0 to 2 append, 3 to 5 upsert keys of their own, 6 and 7 replace rows of their own. */
  private void write(int writer, int round, dev.lakehouse.table.duckdb.DuckSession session) {
    String kind = writer < 3 ? "append" : writer < 6 ? "upsert" : "replace";
    int first =
        writer < 3
            ? 1000 + writer * 1000 + round * 10
            : writer < 6 ? (writer - 3) * 20 : 9000 + writer;
    int count = writer >= 3 && writer < 6 ? 20 : 10;
    var rows =
        new dev.lakehouse.table.write.RowSource(
            session,
            "SELECT range + %d AS id, '%s%d' AS country, %d AS amount FROM range(%d)"
                .formatted(first, kind, writer, round, count));
    apply(
        switch (kind) {
          case "append" -> new RowChange.Append(rows);
          case "upsert" -> new RowChange.Upsert(List.of("id"), rows);
          default ->
              new RowChange.ReplaceWhere(Expressions.equal("country", "replace" + writer), rows);
        });
  }
}
