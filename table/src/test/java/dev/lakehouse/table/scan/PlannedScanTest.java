package dev.lakehouse.table.scan;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.table.LakehouseContract;
import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableDefinition;
import dev.lakehouse.table.store.LocalObjectStore;
import dev.lakehouse.table.store.ObjectStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

/** What is planned for a scan, what of it is kept, and the SELECTs that come of it. */
class PlannedScanTest extends LakehouseContract {
  private static final int KEPT_SCANS = 512;
  private static final int MOST_KEPT_FILES = 200;

  /** So many filters of 1 MB are more than there is room for, by one. */
  private static final int KEPT_LARGE_FILTERS = 10;

  @Override
  protected ObjectStore openStore(Path directory) {
    return LocalObjectStore.open(directory.resolve("objects"));
  }

  private PlannedScan scan(ScanRequest request) {
    return tables.scan(tables.load(orders), request, lakehouse.session());
  }

  private List<FileScanTask> tasks(ScanRequest request) {
    try (PlannedScan scan = scan(request)) {
      return scan.tasks();
    }
  }

  private void createTwoFiles() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)", "(2, 'DE', 2)"));
    lakehouse.append(orders, values("(3, 'FR', 3)", "(4, NULL, 4)"));
  }

  @Test
  void theFilesOfASnapshotArePlannedOnce() {
    createTwoFiles();
    ScanRequest few = ScanRequest.matching(Expressions.lessThan("id", 3L));
    ScanRequest all = ScanRequest.all();
    assertThat(tasks(few)).hasSize(1);
    assertThat(tasks(all)).hasSize(2);

    assertThat(tasks(few)).isSameAs(tasks(few)).hasSize(1);
    assertThat(tasks(all)).isSameAs(tasks(all)).hasSize(2);
    lakehouse.append(orders, values("(0, 'IT', 0)"));
    assertThat(tasks(few)).hasSize(2);
    assertThat(tasks(all)).hasSize(3);
  }

  @Test
  void filesComeWithTheMetricsThatAreAskedFor() {
    createTwoFiles();

    assertThat(
            tasks(new ScanRequest(new SnapshotSelector.Current(), Expressions.alwaysTrue(), true)))
        .allMatch(task -> task.file().lowerBounds().keySet().containsAll(List.of(1, 2, 3)));
    assertThat(tasks(ScanRequest.all()))
        .as("the bounds of decimals, which a scan itself uses")
        .allMatch(task -> task.file().lowerBounds().keySet().equals(Set.of(3)));
  }

  @Test
  void filesThatAreOlderThanAllSchemasOfTheTableAreReadByTheirIds() {
    createTwoFiles();
    tables
        .definitions()
        .change(
            orders,
            change -> {
              change.updateSchema().renameColumn("country", "land").commit();
              change.updateSchema().addColumn("country", Types.StringType.get()).commit();
            });
    lakehouse.append(orders, "SELECT 5 AS id, 'ES' AS land, 5 AS amount, 'EU' AS country");
    // As other engines do it: the first schema is forgotten, the files that have it are not.
    tables
        .load(orders)
        .expireSnapshots()
        .expireOlderThan(Long.MAX_VALUE)
        .retainLast(1)
        .cleanExpiredMetadata(true)
        .commit();
    assertThat(tables.load(orders).schemas()).hasSize(1);

    assertThat(lakehouse.read(orders))
        .containsExactly(
            "1|IT|1.00|null",
            "2|DE|2.00|null",
            "3|FR|3.00|null",
            "4|null|4.00|null",
            "5|ES|5.00|EU");
  }

  @Test
  void whatIsKeptHasALimit() {
    createTwoFiles();
    List<FileScanTask> tasks = tasks(ScanRequest.all());
    PlannedFiles kept = new PlannedFiles();
    UUID table = UUID.randomUUID();
    PlannedFiles.Key used = new PlannedFiles.Key(table, 0, 0, "true");
    kept.put(used, ORDERS, tasks);
    for (int i = 1; i <= KEPT_SCANS; i++) {
      kept.put(new PlannedFiles.Key(table, i, 0, "true"), ORDERS, tasks);
      assertThat(kept.find(used)).contains(tasks);
    }

    assertThat(kept.find(new PlannedFiles.Key(table, 1, 0, "true"))).isEmpty();
    assertThat(kept.find(new PlannedFiles.Key(table, 2, 0, "true"))).isPresent();
    assertThat(kept.find(new PlannedFiles.Key(table, 2, 1, "true"))).isEmpty();
    assertThat(kept.find(new PlannedFiles.Key(table, 2, 0, "false"))).isEmpty();
    PlannedFiles.Key large = new PlannedFiles.Key(table, -1, 0, "true");
    kept.put(large, ORDERS, Collections.nCopies(MOST_KEPT_FILES + 1, tasks.getFirst()));
    assertThat(kept.find(large)).isEmpty();
    kept.put(large, ORDERS, Collections.nCopies(MOST_KEPT_FILES, tasks.getFirst()));
    assertThat(kept.find(large)).isPresent();
  }

  @Test
  void whatIsKeptHasALimitInBytes() {
    createTwoFiles();
    List<FileScanTask> tasks = tasks(ScanRequest.all());
    PlannedFiles kept = new PlannedFiles();
    UUID table = UUID.randomUUID();
    String filter = "x".repeat(1 << 20);
    PlannedFiles.Key used = new PlannedFiles.Key(table, 0, 0, filter);
    kept.put(used, ORDERS, tasks);
    for (int i = 1; i <= KEPT_LARGE_FILTERS; i++) {
      kept.put(new PlannedFiles.Key(table, i, 0, filter), ORDERS, tasks);
      assertThat(kept.find(used)).contains(tasks);
    }

    assertThat(kept.find(new PlannedFiles.Key(table, 1, 0, filter))).isEmpty();
    assertThat(kept.find(new PlannedFiles.Key(table, 2, 0, filter))).isPresent();
    kept.put(used, ORDERS, tasks);
    assertThat(kept.find(new PlannedFiles.Key(table, 2, 0, filter)))
        .as("what takes the place of its like needs no other")
        .isPresent();
    PlannedFiles.Key tooLarge = new PlannedFiles.Key(table, 0, 0, filter.repeat(2));
    kept.put(tooLarge, ORDERS, tasks);
    assertThat(kept.find(tooLarge)).isEmpty();
  }

  @Test
  void theBytesAreThoseOfFilesTheirMetricsAndTheirDeletes() {
    createOrders();
    String rows = "SELECT range AS id, 'IT' AS country, 1 AS amount FROM range(%d, %d)";
    lakehouse.append(orders, rows.formatted(0, 1000));
    lakehouse.append(orders, rows.formatted(1000, 2000));
    List<FileScanTask> tasks = tasks(ScanRequest.all());
    List<FileScanTask> withMetrics =
        tasks(new ScanRequest(new SnapshotSelector.Current(), Expressions.alwaysTrue(), true));
    apply(new RowChange.DeleteWhere(Expressions.in("id", 1L, 1001L)));
    List<FileScanTask> withDeletes = tasks(ScanRequest.all());

    assertThat(withDeletes).hasSize(2).noneMatch(task -> task.deletes().isEmpty());
    long files = bytes(tasks);
    assertThat(files).isBetween(1_000L, 4_000L);
    assertThat(bytes(tasks.subList(0, 1))).isBetween(files / 3, files * 2 / 3);
    assertThat(bytes(withMetrics)).isGreaterThan(files + 2 * 2 * 3 * 100);
    assertThat(bytes(withDeletes)).isGreaterThan(files + 500);
    assertThat(bytes(Collections.nCopies(100, withDeletes.getFirst())))
        .as("what the same tasks share")
        .isEqualTo(bytes(withDeletes.subList(0, 1)));
  }

  private static long bytes(List<FileScanTask> tasks) {
    return PlannedBytes.of("true", ORDERS, tasks);
  }

  @Test
  void rowsKnowWhereTheyLie() {
    createTwoFiles();
    apply(new RowChange.DeleteWhere(Expressions.equal("id", 3L)));
    try (PlannedScan scan = scan(ScanRequest.all())) {
      List<String> files =
          new ArrayList<>(scan.dataFiles().stream().map(file -> file.location()).toList());
      String select =
          "SELECT %s, %s, id FROM (%s)"
              .formatted(
                  PlannedScan.FILE_COLUMN, PlannedScan.POSITION_COLUMN, scan.selectWithPositions());
      List<String> rows = lakehouse.read(select);

      assertThat(files).hasSize(2);
      assertThat(rows.stream().map(row -> row.substring(row.indexOf('|'))))
          .containsExactlyInAnyOrder("|0|1", "|1|2", "|0|4");
      assertThat(rows).allMatch(row -> files.contains(row.substring(0, row.indexOf('|'))));
    }
  }

  @Test
  void aTableWithoutFilesHasItsColumns() {
    createOrders();
    try (PlannedScan scan = scan(ScanRequest.all())) {
      assertThat(lakehouse.session().describe(scan.selectWithPositions()))
          .containsExactly(
              Map.entry("id", "BIGINT"),
              Map.entry("country", "VARCHAR"),
              Map.entry("amount", "DECIMAL(10,2)"),
              Map.entry(PlannedScan.FILE_COLUMN, "VARCHAR"),
              Map.entry(PlannedScan.POSITION_COLUMN, "BIGINT"));
      assertThat(lakehouse.read(scan.select())).isEmpty();
    }
  }

  @Test
  void columnsMayHaveTheNamesOfDuckDbsOwn() {
    tables.create(
        orders,
        TableDefinition.of(
            new Schema(
                optional(1, "file_row_number", Types.LongType.get()),
                optional(2, "filename", Types.StringType.get()),
                optional(3, "it's \"a\"", Types.StringType.get()))));
    lakehouse.append(
        orders, "SELECT 7 AS file_row_number, 'f' AS filename, 'x' AS \"it's \"\"a\"\"\"");

    try (PlannedScan scan = scan(ScanRequest.all())) {
      assertThat(lakehouse.read(scan.select())).containsExactly("7|f|x");
      assertThat(
              lakehouse.read(
                  "SELECT file_row_number, filename, %s FROM (%s)"
                      .formatted(PlannedScan.POSITION_COLUMN, scan.selectWithPositions())))
          .containsExactly("7|f|0");
    }
  }

  @Test
  void aBranchIsFilteredByTheColumnsThatItHasNow() {
    createTwoFiles();
    tables
        .references()
        .createBranch(orders, "audit", tables.load(orders).currentSnapshot().snapshotId());
    lakehouse.append(orders, values("(5, 'IT', 5)"));
    tables.load(orders).updateSchema().addColumn("note", Types.StringType.get()).commit();
    Expression filter = Expressions.isNull("note");

    for (SnapshotSelector selector :
        List.of(new SnapshotSelector.Current(), new SnapshotSelector.ByReference("audit"))) {
      ScanRequest request = new ScanRequest(selector, filter, false);
      assertThat(lakehouse.read(orders, request)).contains("1|IT|1.00|null");
    }
  }

  @Test
  void anOlderStateIsFilteredByTheColumnsThatItHadThen() {
    createTwoFiles();
    long first = tables.load(orders).currentSnapshot().snapshotId();
    tables.load(orders).updateSchema().renameColumn("country", "land").commit();
    lakehouse.append(orders, "SELECT 9 AS id, 'AT' AS land");

    assertThat(
            lakehouse.read(
                orders,
                new ScanRequest(
                    new SnapshotSelector.ById(first), Expressions.equal("country", "DE"), false)))
        .containsExactly("1|IT|1.00", "2|DE|2.00");
  }
}
