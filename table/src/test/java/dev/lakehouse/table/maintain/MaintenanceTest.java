package dev.lakehouse.table.maintain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.CommitStamp;
import dev.lakehouse.table.LakehouseContract;
import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableChange;
import dev.lakehouse.table.TableDefinition;
import dev.lakehouse.table.scan.ScanRequest;
import dev.lakehouse.table.scan.SnapshotSelector;
import dev.lakehouse.table.store.LocalObjectStore;
import dev.lakehouse.table.store.ObjectInfo;
import dev.lakehouse.table.store.ObjectPath;
import dev.lakehouse.table.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compaction, expiry and orphan files: the rows stay as they are. */
class MaintenanceTest extends LakehouseContract {
  private static final long LARGE = 100L << 20;

  @TempDir private Path directory;

  @Override
  protected ObjectStore openStore(Path stores) {
    return LocalObjectStore.open(stores.resolve("objects"));
  }

  private void createPartitioned() {
    tables.create(
        orders,
        new TableDefinition(
            ORDERS,
            PartitionSpec.builderFor(ORDERS).identity("country").build(),
            SortOrder.builderFor(ORDERS).asc("id").build(),
            Map.of()));
  }

  private List<FileScanTask> files() throws IOException {
    try (CloseableIterable<FileScanTask> tasks = tables.load(orders).newScan().planFiles()) {
      List<FileScanTask> files = new ArrayList<>();
      tasks.forEach(files::add);
      return files;
    }
  }

  private FileCompaction.Result compact(Expression filter) {
    return new FileCompaction(tables).compact(orders, LARGE, filter);
  }

  @Test
  void smallFilesBecomeOnePerPartitionAndDeletesAreFolded() throws Exception {
    createPartitioned();
    for (int i = 0; i < 4; i++) {
      lakehouse.append(orders, values("(%d, 'IT', 1), (%d, 'DE', 2)".formatted(i, i + 10)));
    }
    apply(new RowChange.DeleteWhere(Expressions.equal("id", 2L)));
    List<String> rows = lakehouse.read(orders);
    long before = snapshots();

    FileCompaction.Result result = compact(Expressions.alwaysTrue());

    assertThat(result.written()).isEqualTo(2);
    assertThat(files()).hasSize(2).allMatch(task -> task.deletes().isEmpty());
    assertThat(tables.load(orders).currentSnapshot().summary())
        .containsEntry("total-delete-files", "0");
    assertThat(lakehouse.read(orders)).isEqualTo(rows);
    assertThat(snapshots()).isEqualTo(before + 1);
    assertThat(compact(Expressions.alwaysTrue())).isEqualTo(new FileCompaction.Result(0, 0));
  }

  @Test
  void aConditionChoosesPartitionsAndNothingSmaller() throws Exception {
    createPartitioned();
    for (int i = 0; i < 3; i++) {
      lakehouse.append(orders, values("(%d, 'IT', 1), (%d, 'DE', 2)".formatted(i, i + 10)));
    }

    assertThat(compact(Expressions.equal("country", "IT")))
        .isEqualTo(new FileCompaction.Result(3, 1));
    assertThat(files()).hasSize(4);
    assertThatThrownBy(() -> compact(Expressions.equal("id", 1L)))
        .isInstanceOf(LakehouseException.class)
        .hasMessageContaining("holds for a part of");
  }

  @Test
  void largeFilesStayUnlessRowsInThemAreDeleted() throws Exception {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)", "(2, 'IT', 1)"));
    lakehouse.append(orders, values("(3, 'IT', 1)"));

    FileCompaction compaction = new FileCompaction(tables);
    assertThat(compaction.compact(orders, 1, Expressions.alwaysTrue()))
        .isEqualTo(new FileCompaction.Result(0, 0));
    apply(new RowChange.DeleteWhere(Expressions.equal("id", 1L)));
    compaction.compact(orders, 1, Expressions.alwaysTrue());
    assertThat(files()).allMatch(task -> task.deletes().isEmpty());
    assertThat(lakehouse.read(orders)).containsExactly("2|IT|1.00", "3|IT|1.00");
  }

  @Test
  void filesOfAnEarlierSpecGetTheNewPartitions() throws Exception {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)", "(2, 'DE', 1)"));
    tables
        .definitions()
        .change(orders, transaction -> transaction.updateSpec().addField("country").commit());
    List<String> rows = lakehouse.read(orders);

    assertThat(compact(Expressions.alwaysTrue())).isEqualTo(new FileCompaction.Result(1, 2));
    assertThat(files())
        .extracting(FileScanTask::file)
        .extracting(DataFile::specId)
        .containsOnly(tables.load(orders).spec().specId());
    assertThat(lakehouse.read(orders)).isEqualTo(rows);
  }

  @Test
  void expiryKeepsWhatIsNamedAndTheStateThatCommitsCarry() {
    createOrders();
    tables.apply(
        orders,
        TableChange.of(new RowChange.StateOnly())
            .stamped(CommitStamp.none().withState("watermark", "2024-01-01")));
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    long tagged = tables.load(orders).currentSnapshot().snapshotId();
    tables.references().createTag(orders, "kept", tagged);
    lakehouse.append(orders, values("(2, 'DE', 2)"));
    lakehouse.append(orders, values("(3, 'FR', 3)"));

    int expired = new SnapshotExpiry(tables).expire(orders, Instant.now().plusSeconds(60));

    assertThat(expired).isPositive();
    assertThat(snapshots()).isEqualTo(2);
    assertThat(tables.state(orders, CommitStamp.MAIN)).isEqualTo(Map.of("watermark", "2024-01-01"));
    assertThat(lakehouse.read(orders)).hasSize(3);
    assertThat(lakehouse.read(orders, ScanRequest.of(new SnapshotSelector.ByReference("kept"))))
        .containsExactly("1|IT|1.00");
  }

  @Test
  void youngSnapshotsDoNotExpire() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    lakehouse.append(orders, values("(2, 'DE', 2)"));

    assertThat(new SnapshotExpiry(tables).expire(orders, Instant.now().minusSeconds(3600)))
        .isZero();
    assertThat(snapshots()).isEqualTo(2);
  }

  @Test
  void orphansGoWhenTheyAreOldEnough() throws Exception {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    apply(new RowChange.Upsert(List.of("id"), lakehouse.rows(values("(1, 'DE', 2)"))));
    Table table = tables.load(orders);
    ObjectPath orphan = ObjectPath.parse(table.location() + "/data/left-over.parquet");
    ObjectPath stranger = ObjectPath.parse(table.location() + "/notes.txt");
    Path file = Files.writeString(directory.resolve("file"), "x");
    lakehouse.store().put(file, orphan);
    lakehouse.store().put(file, stranger);
    OrphanFiles orphans = new OrphanFiles(tables);

    assertThat(orphans.remove(orders, Instant.now().minusSeconds(3600))).isZero();
    assertThat(orphans.remove(orders, Instant.now().plusSeconds(60))).isEqualTo(1);

    assertThat(lakehouse.store().find(orphan)).isEmpty();
    assertThat(lakehouse.store().find(stranger)).isPresent();
    assertThat(lakehouse.read(orders)).containsExactly("1|DE|2.00");
    assertThat(
            lakehouse.read(
                orders,
                ScanRequest.of(
                    new SnapshotSelector.ById(table.snapshots().iterator().next().snapshotId()))))
        .containsExactly("1|IT|1.00");
  }

  @Test
  void filesOfANeighbourInTheSamePlaceAreNoOrphans() {
    createOrders();
    assertNeighbourStays(Map.of(), Optional.of(tables.load(orders).location()));
  }

  @Test
  void dataThatANeighbourWritesHereIsNoOrphan() {
    createOrders();
    assertNeighbourStays(
        Map.of("write.data.path", tables.load(orders).location() + "/data"), Optional.empty());
  }

  private void assertNeighbourStays(Map<String, String> properties, Optional<String> location) {
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    TableIdentifier neighbour = TableIdentifier.of("shop", orders.name() + "_neighbour");
    tables
        .definitions()
        .create(
            neighbour,
            new TableDefinition(
                ORDERS, PartitionSpec.unpartitioned(), SortOrder.unsorted(), properties, location));
    lakehouse.append(neighbour, values("(2, 'DE', 2)"));

    assertThat(new OrphanFiles(tables).remove(orders, Instant.now().plusSeconds(60))).isZero();

    assertThat(lakehouse.read(neighbour)).containsExactly("2|DE|2.00");
    assertThat(lakehouse.store().list(ObjectPath.parse(tables.load(orders).location() + "/data/")))
        .extracting(ObjectInfo::size)
        .hasSize(2);
  }
}
