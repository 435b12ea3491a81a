package dev.lakehouse.maintain.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.maintain.log.MaintenanceLog;
import dev.lakehouse.maintain.policy.MaintenancePolicies;
import dev.lakehouse.maintain.policy.Operation;
import dev.lakehouse.maintain.policy.PolicySettings;
import dev.lakehouse.maintain.run.OperationReport.Status;
import dev.lakehouse.table.LakehouseContract;
import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableDefinition;
import dev.lakehouse.table.scan.PlannedScan;
import dev.lakehouse.table.scan.ScanRequest;
import dev.lakehouse.table.store.LocalObjectStore;
import dev.lakehouse.table.store.ObjectPath;
import dev.lakehouse.table.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.Test;

/** What is done to a table, in which order, and what becomes of it. */
class TableMaintenanceTest extends LakehouseContract {
  private static final Set<Operation> ALL = EnumSet.allOf(Operation.class);

  private Path objects;

  @Override
  protected ObjectStore openStore(Path directory) {
    objects = directory.resolve("objects");
    return LocalObjectStore.open(objects);
  }

  private static MaintenancePolicies policies(Duration snapshots) {
    return new MaintenancePolicies(
        new PolicySettings(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(snapshots),
            Optional.empty(),
            Optional.of(2),
            Optional.empty()),
        Map.of());
  }

  private TableMaintenance maintenance() {
    return new TableMaintenance(tables, policies(Duration.ZERO), InstantSource.system());
  }

  private MaintenanceReport maintain(Set<Operation> operations) {
    return maintenance().maintain(orders, operations, "run-1", MaintenanceListener.none());
  }

  /** A table that needs all of it. */
  private void neglect() throws IOException {
    tables.create(
        orders,
        new TableDefinition(
            ORDERS,
            PartitionSpec.unpartitioned(),
            SortOrder.unsorted(),
            Map.of(
                "write.metadata.previous-versions-max",
                "2",
                "write.metadata.delete-after-commit.enabled",
                "false")));
    for (int i = 0; i < 6; i++) {
      lakehouse.append(orders, values("(%d, 'IT', 1)".formatted(i)));
    }
    apply(new RowChange.DeleteWhere(Expressions.equal("id", 0L)));
    leaveOrphan(orders, "data/old.parquet", Instant.now().minus(Duration.ofDays(8)));
    leaveOrphan(orders, "data/young.parquet", Instant.now().minus(Duration.ofDays(6)));
  }

  private Path leaveOrphan(TableIdentifier table, String name, Instant modified)
      throws IOException {
    ObjectPath path = ObjectPath.parse(tables.load(table).location()).resolve(name);
    Path file = objects.resolve(path.bucket()).resolve(path.key());
    Files.createDirectories(file.getParent());
    Files.writeString(file, "left over");
    return Files.setLastModifiedTime(file, FileTime.from(modified));
  }

  @Test
  void doesEverythingInItsOrder() throws IOException {
    neglect();
    List<String> rows = lakehouse.read(orders);
    List<String> told = new ArrayList<>();

    MaintenanceReport report =
        maintenance()
            .maintain(
                orders,
                ALL,
                "run-1",
                new MaintenanceListener() {
                  @Override
                  public void started(TableIdentifier table, Operation operation) {
                    told.add("started " + operation);
                  }

                  @Override
                  public void progressed(TableIdentifier table, Operation operation, String soFar) {
                    told.add(soFar);
                  }

                  @Override
                  public void ended(OperationReport ended) {
                    told.add("ended %s: %s".formatted(ended.operation(), ended.summary()));
                  }
                });

    assertThat(report.isSound()).isTrue();
    assertThat(report.operations())
        .allMatch(operation -> operation.status() == Status.SUCCESS)
        .allMatch(operation -> operation.runId().equals("run-1"))
        .allMatch(operation -> operation.table().equals(orders))
        .extracting(OperationReport::operation)
        .containsExactly(Operation.values());
    assertThat(told)
        .containsExactly(
            "started optimize",
            "0 of 1 groups of files",
            "ended optimize: 5 files became 1",
            "started expire_snapshots",
            "ended expire_snapshots: 7 snapshots expired",
            "started rewrite_manifests",
            told.get(6),
            "started remove_orphan_files",
            "ended remove_orphan_files: 1 file removed",
            "started remove_old_metadata",
            told.get(10));
    assertThat(told.get(10)).matches("ended remove_old_metadata: \\d files removed");
    OperationReport optimize = report.operations().getFirst();
    assertThat(optimize.before().orElseThrow().files()).isEqualTo(5);
    assertThat(optimize.after().orElseThrow().files()).isEqualTo(1);
    assertThat(optimize.after().orElseThrow().bytes()).isPositive();
    assertThat(lakehouse.read(orders)).isEqualTo(rows);
    assertThat(snapshots()).isLessThanOrEqualTo(2);
    assertThat(maintain(ALL).operations())
        .as(
            "the snapshot of the rewritten manifests has expired, and with its commit some metadata")
        .filteredOn(operation ->
            operation.operation() != Operation.EXPIRE_SNAPSHOTS
                && operation.operation() != Operation.REMOVE_OLD_METADATA)
        .allMatch(operation -> operation.summary().equals("nothing to do"));
  }

  @Test
  void thePlanIsWhatIsDoneAndChangesNothing() throws IOException {
    neglect();
    long snapshot = tables.load(orders).currentSnapshot().snapshotId();
    long count = snapshots();
    TableMaintenance maintenance = maintenance();

    assertThat(maintenance.plan(orders, Operation.OPTIMIZE))
        .singleElement()
        .satisfies(work -> {
          assertThat(work.what()).isEqualTo("data files");
          assertThat(work.extent().files()).isEqualTo(5);
        });
    assertThat(maintenance.plan(orders, Operation.EXPIRE_SNAPSHOTS))
        .hasSize(6)
        .allMatch(work -> work.what().matches("snapshot \\d+ of .*Z"));
    assertThat(maintenance.plan(orders, Operation.REWRITE_MANIFESTS))
        .isNotEmpty()
        .allMatch(work -> work.what().endsWith(".avro"));
    assertThat(maintenance.plan(orders, Operation.REMOVE_ORPHAN_FILES))
        .singleElement()
        .satisfies(work -> assertThat(work.what()).endsWith("/data/old.parquet"));
    assertThat(maintenance.plan(orders, Operation.REMOVE_OLD_METADATA))
        .isNotEmpty()
        .allMatch(work -> work.what().endsWith(".metadata.json"));

    assertThat(tables.load(orders).currentSnapshot().snapshotId()).isEqualTo(snapshot);
    assertThat(snapshots()).isEqualTo(count);
    assertThat(maintain(Set.of(Operation.REMOVE_ORPHAN_FILES)).operations().getFirst().summary())
        .isEqualTo("1 file removed");
  }

  @Test
  void whatFailsStopsNothingElse() throws IOException {
    neglect();
    String lost;
    try (PlannedScan scan = tables.scan(orders, ScanRequest.all(), lakehouse.session())) {
      lost = scan.dataFiles().getFirst().location();
    }
    lakehouse.store().delete(ObjectPath.parse(lost));

    MaintenanceReport report = maintain(ALL);

    assertThat(report.isSound()).isFalse();
    assertThat(report.operations())
        .extracting(OperationReport::status)
        .containsExactly(
            Status.FAILED, Status.SUCCESS, Status.SUCCESS, Status.SUCCESS, Status.SUCCESS);
    OperationReport failed = report.operations().getFirst();
    assertThat(failed.failure().orElseThrow().code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(failed.summary()).contains("1 of 1 groups of files", lost);
  }

  @Test
  void aTableWhoseMetadataIsLostFailsByItself() throws IOException {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    String metadata =
        ((HasTableOperations) tables.load(orders)).operations().current().metadataFileLocation();
    lakehouse.store().delete(ObjectPath.parse(metadata));

    assertThat(maintain(Set.of()).operations())
        .hasSize(Operation.values().length)
        .allMatch(report -> report.status() == Status.FAILED)
        .allMatch(report -> report.summary().contains("is not in the store"));
    tables.definitions().unregister(orders);
  }

  @Test
  void aTableThatIsGoneIsLeftOut() {
    assertThat(maintain(ALL).operations())
        .allMatch(report -> report.status() == Status.SKIPPED)
        .allMatch(report -> report.summary().equals("the table is gone"));
  }

  @Test
  void aTableThatForbidsItLosesNoFiles() throws IOException {
    neglect();
    tables
        .definitions()
        .change(orders, change -> change.updateProperties().set("gc.enabled", "false").commit());

    assertThat(maintain(ALL).operations())
        .extracting(report -> report.operation() + " " + report.status())
        .containsExactly(
            "optimize success",
            "expire_snapshots skipped",
            "rewrite_manifests success",
            "remove_orphan_files skipped",
            "remove_old_metadata skipped");
    assertThat(maintenance().plan(orders, Operation.EXPIRE_SNAPSHOTS)).isEmpty();
  }

  @Test
  void aPropertyThatIsWrongIsNamedByEachOperation() {
    createOrders();
    tables
        .definitions()
        .change(
            orders,
            change ->
                change
                    .updateProperties()
                    .set("history.expire.max-snapshot-age-ms", "a week")
                    .commit());

    assertThat(maintain(Set.of()).operations())
        .hasSize(Operation.values().length)
        .allMatch(report -> report.status() == Status.FAILED)
        .allMatch(report -> report.summary().contains("'a week'"));
  }

  @Test
  void aStoppedThreadLeavesOutWhatIsLeft() {
    createOrders();
    Thread.currentThread().interrupt();
    MaintenanceReport report = maintain(ALL);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(report.operations())
        .allMatch(operation -> operation.status() == Status.SKIPPED)
        .allMatch(operation -> operation.summary().equals("stopped"));
  }

  @Test
  void findsTheTablesOfAllNamespacesAndNoViews() {
    createOrders();
    Namespace nested = Namespace.of("shop", "north_" + orders.name());
    tables.createNamespace(nested);
    TableIdentifier deep = TableIdentifier.of(nested, "orders");
    tables.create(deep, TableDefinition.of(ORDERS));
    tables
        .catalog()
        .buildView(TableIdentifier.of("shop", "view_" + orders.name()))
        .withSchema(ORDERS)
        .withDefaultNamespace(Namespace.of("shop"))
        .withQuery("trino", "SELECT 1")
        .create();

    assertThat(maintenance().tables())
        .contains(orders, deep)
        .noneMatch(table -> table.name().startsWith("view_"));
    lakehouse.append(deep, values("(1, 'IT', 1)"));
    lakehouse.append(deep, values("(2, 'IT', 1)"));
    assertThat(
            maintenance()
                .maintain(deep, Set.of(Operation.OPTIMIZE), "r", MaintenanceListener.none())
                .operations())
        .singleElement()
        .satisfies(report -> assertThat(report.summary()).isEqualTo("2 files became 1"));
  }

  @Test
  void theLogHasARowForEachOperationAndACommitForEachRun() throws IOException {
    neglect();
    MaintenanceLog log = new MaintenanceLog(tables);
    log.append(maintain(ALL).operations());
    log.append(List.of());
    TableIdentifier missing = TableIdentifier.of("shop", "missing");
    log.append(
        maintenance()
            .maintain(missing, Set.of(Operation.OPTIMIZE), "run-2", MaintenanceListener.none())
            .operations());

    List<String> rows =
        lakehouse.read(MaintenanceLog.TABLE).stream()
            .filter(row -> row.contains(orders.name()) || row.contains("missing"))
            .toList();
    assertThat(rows).hasSize(6);
    assertThat(rows)
        .filteredOn(row -> row.contains("|optimize|success|"))
        .singleElement()
        .asString()
        .startsWith("run-1|" + orders + "|optimize|success|")
        .contains("|5 files became 1|5|1|")
        .endsWith("|null");
    assertThat(rows)
        .filteredOn(row -> row.startsWith("run-2|shop.missing|optimize|skipped|"))
        .singleElement()
        .asString()
        .endsWith("|the table is gone|null|null|null|null|null");
    int commits = 0;
    for (Snapshot _ : tables.load(MaintenanceLog.TABLE).snapshots()) {
      commits++;
    }
    assertThat(commits).isEqualTo(2);
    assertThat(maintenance().tables()).contains(MaintenanceLog.TABLE);
  }
}
