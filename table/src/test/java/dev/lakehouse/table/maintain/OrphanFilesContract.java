package dev.lakehouse.table.maintain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.LakehouseContract;
import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableDefinition;
import dev.lakehouse.table.scan.ScanRequest;
import dev.lakehouse.table.scan.SnapshotSelector;
import dev.lakehouse.table.store.ObjectInfo;
import dev.lakehouse.table.store.ObjectPath;
import dev.lakehouse.table.write.RowSource;
import dev.lakehouse.table.write.TableFileWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.GenericStatisticsFile;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ImmutableGenericPartitionStatisticsFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;

/** Files that nobody needs go, and no others. */
public abstract class OrphanFilesContract extends LakehouseContract {
  private static final Duration LATER = Duration.ofMinutes(5);

  private OrphanFiles.Found find() {
    return new OrphanFiles(tables).find(orders, Instant.now().plus(LATER));
  }

  private OrphanFiles.Found remove() {
    return new OrphanFiles(tables).remove(orders, Instant.now().plus(LATER));
  }

  private ObjectPath put(String name) throws IOException {
    return put(ObjectPath.parse(tables.load(orders).location()).resolve(name));
  }

  private ObjectPath put(ObjectPath path) throws IOException {
    lakehouse
        .store()
        .publish(
            Files.writeString(
                lakehouse.store().staging().resolve(UUID.randomUUID().toString()), "x"),
            path);
    return path;
  }

  @Test
  void orphansGoWhenTheyAreOldEnough() throws Exception {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    apply(new RowChange.Upsert(List.of("id"), lakehouse.rows(values("(1, 'DE', 2)"))));
    Table table = tables.load(orders);
    ObjectPath data = put("data/country=IT/left-over.parquet");
    ObjectPath metadata = put("metadata/left-over.avro");
    ObjectPath stranger = put("notes.txt");
    OrphanFiles orphans = new OrphanFiles(tables);

    assertThat(orphans.remove(orders, Instant.now().minus(Duration.ofHours(1))).orphans())
        .isEmpty();
    OrphanFiles.Found found = find();
    assertThat(found.orphans())
        .extracting(ObjectInfo::path)
        .containsExactlyInAnyOrder(data, metadata);
    assertThat(found.orphaned()).isEqualTo(new Extent(2, 2));
    assertThat(found.all().files()).isGreaterThan(6);
    assertThat(lakehouse.store().find(data)).as("looking is not removing").isPresent();
    assertThat(remove().orphaned()).isEqualTo(new Extent(2, 2));

    assertThat(lakehouse.store().find(data)).isEmpty();
    assertThat(lakehouse.store().find(metadata)).isEmpty();
    assertThat(lakehouse.store().find(stranger)).isPresent();
    assertThat(lakehouse.read(orders)).containsExactly("1|DE|2.00");
    assertThat(
            lakehouse.read(
                orders,
                ScanRequest.of(
                    new SnapshotSelector.ById(table.snapshots().iterator().next().snapshotId()))))
        .containsExactly("1|IT|1.00");
    assertThat(remove().orphans()).isEmpty();
  }

  @Test
  void whatBranchesAndTagsReferToIsNoOrphan() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    long first = tables.load(orders).currentSnapshot().snapshotId();
    apply(new RowChange.Truncate());
    lakehouse.append(orders, values("(2, 'IT', 1)"));
    long second = tables.load(orders).currentSnapshot().snapshotId();
    tables.references().createTag(orders, "first", first);
    tables.references().createBranch(orders, "second", second);
    apply(new RowChange.Truncate());

    assertThat(remove().orphans()).isEmpty();

    assertThat(lakehouse.read(orders, ScanRequest.of(new SnapshotSelector.ByReference("first"))))
        .containsExactly("1|IT|1.00");
    assertThat(lakehouse.read(orders, ScanRequest.of(new SnapshotSelector.ByReference("second"))))
        .containsExactly("2|IT|1.00");
  }

  @Test
  void statisticsAreNoOrphans() throws Exception {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    ObjectPath statistics = put("metadata/a.stats");
    ObjectPath ofPartitions = put("metadata/partition-stats-1.parquet");
    Table table = tables.load(orders);
    long snapshot = table.currentSnapshot().snapshotId();
    table
        .updateStatistics()
        .setStatistics(new GenericStatisticsFile(snapshot, statistics.toString(), 1, 1, List.of()))
        .commit();
    table
        .updatePartitionStatistics()
        .setPartitionStatistics(
            ImmutableGenericPartitionStatisticsFile.builder()
                .snapshotId(snapshot)
                .path(ofPartitions.toString())
                .fileSizeInBytes(1)
                .build())
        .commit();

    assertThat(remove().orphans()).isEmpty();
    assertThat(lakehouse.store().find(statistics)).isPresent();
    assertThat(lakehouse.store().find(ofPartitions)).isPresent();
  }

  @Test
  void whatAWriteHasPublishedIsNoOrphanWhileItRuns() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    Table table = tables.load(orders);

    List<DataFile> files =
        tables
            .writes()
            .during(() -> {
              List<DataFile> written =
                  new TableFileWriter(lakehouse.store())
                      .writeRows(table, lakehouse.rows(values("(2, 'IT', 1)")));
              assertThat(remove().orphans()).isEmpty();
              return written;
            });

    assertThat(find().orphans()).hasSize(1);
    table.newAppend().appendFile(files.getFirst()).commit();
    assertThat(remove().orphans()).isEmpty();
    assertThat(lakehouse.read(orders)).hasSize(2);
  }

  @Test
  void aChangeOfTheKernelProtectsItsOwnFiles() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    // The rows are asked for when the first files are there.
    RowSource rows = lakehouse.rows(values("(1, 'DE', 1)", "(2, 'IT', 1)"));

    tables
        .gate()
        .exclusive(
            orders,
            () -> {
              List<DataFile> written =
                  new TableFileWriter(lakehouse.store()).writeRows(tables.load(orders), rows);
              assertThat(remove().orphans()).isEmpty();
              return written;
            });

    assertThat(remove().orphans()).hasSize(1);
  }

  @Test
  void theMetadataOfACommitUnderWayIsNoOrphan() throws Exception {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    String current =
        ((HasTableOperations) tables.load(orders)).operations().current().metadataFileLocation();
    int version = MetadataFileName.version(current).orElseThrow();
    ObjectPath next =
        put("metadata/%05d-%s.metadata.json".formatted(version + 1, UUID.randomUUID()));
    ObjectPath overtaken =
        put("metadata/%05d-%s.metadata.json".formatted(version, UUID.randomUUID()));

    assertThat(remove().orphans()).extracting(ObjectInfo::path).containsExactly(overtaken);
    lakehouse.append(orders, values("(2, 'IT', 1)"));
    assertThat(remove().orphans()).extracting(ObjectInfo::path).containsExactly(next);
  }

  @Test
  void filesOfANeighbourInTheSamePlaceAreNoOrphans() {
    createOrders();
    assertNeighbourStays(
        TableIdentifier.of("shop", orders.name() + "_neighbour"),
        Map.of(),
        Optional.of(tables.load(orders).location()));
  }

  @Test
  void filesOfANeighbourInANestedNamespaceAreNoOrphans() {
    createOrders();
    Namespace nested = Namespace.of("shop", "nested_" + orders.name());
    tables.createNamespace(nested);
    assertNeighbourStays(
        TableIdentifier.of(nested, "neighbour"),
        Map.of(),
        Optional.of(tables.load(orders).location() + "/data/below"));
  }

  @Test
  void dataThatANeighbourWritesHereIsNoOrphan() {
    createOrders();
    assertNeighbourStays(
        TableIdentifier.of("shop", orders.name() + "_neighbour"),
        Map.of("write.data.path", tables.load(orders).location() + "/data"),
        Optional.empty());
  }

  private void assertNeighbourStays(
      TableIdentifier neighbour, Map<String, String> properties, Optional<String> location) {
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    tables
        .definitions()
        .create(
            neighbour,
            new TableDefinition(
                ORDERS, PartitionSpec.unpartitioned(), SortOrder.unsorted(), properties, location));
    lakehouse.append(neighbour, values("(2, 'DE', 2)"));

    assertThat(remove().orphans()).isEmpty();

    assertThat(lakehouse.read(neighbour)).containsExactly("2|DE|2.00");
  }

  @Test
  void aNeighbourThatLeavesIsNoneAnyMore() {
    createOrders();
    TableIdentifier neighbour = TableIdentifier.of("shop", orders.name() + "_neighbour");
    assertNeighbourStays(
        neighbour,
        Map.of("write.data.path", tables.load(orders).location() + "/data"),
        Optional.empty());
    tables.definitions().unregister(neighbour);

    assertThat(remove().orphans()).hasSize(1);
  }

  @Test
  void theMetadataOfAViewInTheSamePlaceIsNoOrphan() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    TableIdentifier renamed = TableIdentifier.of("shop", orders.name() + "_renamed");
    tables.definitions().rename(orders, renamed);
    // The view has the table's former name, and with it its place.
    tables
        .catalog()
        .buildView(orders)
        .withSchema(ORDERS)
        .withDefaultNamespace(Namespace.of("shop"))
        .withQuery("trino", "SELECT 1")
        .create();

    new OrphanFiles(tables).remove(renamed, Instant.now().plus(LATER));

    assertThat(tables.catalog().loadView(orders).sqlFor("trino").sql()).isEqualTo("SELECT 1");
    assertThat(lakehouse.read(renamed)).hasSize(1);
  }

  @Test
  void aNeighbourThatCannotBeReadKeepsEverything() throws Exception {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    ObjectPath orphan = put("data/left-over.parquet");
    TableIdentifier neighbour = TableIdentifier.of("shop", orders.name() + "_broken");
    tables
        .definitions()
        .create(
            neighbour,
            new TableDefinition(
                ORDERS,
                PartitionSpec.unpartitioned(),
                SortOrder.unsorted(),
                Map.of(),
                Optional.of(tables.load(orders).location() + "/data/below")));
    String metadata =
        ((HasTableOperations) tables.load(neighbour)).operations().current().metadataFileLocation();
    lakehouse.store().delete(ObjectPath.parse(metadata));

    assertThatThrownBy(this::remove)
        .isInstanceOfSatisfying(
            LakehouseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
        .hasMessageContaining(neighbour + " has files in the same place as " + orders);
    assertThat(lakehouse.store().find(orphan)).isPresent();
    tables.definitions().unregister(neighbour);
  }

  @Test
  void aTableWhoseFilesMustStayIsRefused() {
    createOrders();
    tables
        .definitions()
        .change(orders, change -> change.updateProperties().set("gc.enabled", "false").commit());

    assertThatThrownBy(this::remove)
        .isInstanceOf(LakehouseException.class)
        .hasMessageContaining("gc.enabled is false");
  }

  @Test
  void aTableOfWhichAPartCannotBeReadKeepsEverything() throws Exception {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    ObjectPath orphan = put("data/left-over.parquet");
    Table table = tables.load(orders);
    lakehouse.store().delete(ObjectPath.parse(table.currentSnapshot().manifestListLocation()));

    assertThatThrownBy(this::remove)
        .isInstanceOfSatisfying(
            LakehouseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    assertThat(lakehouse.store().find(orphan)).isPresent();
  }
}
