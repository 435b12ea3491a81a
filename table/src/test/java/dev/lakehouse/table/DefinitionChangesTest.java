package dev.lakehouse.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.store.LocalObjectStore;
import dev.lakehouse.table.store.ObjectPath;
import dev.lakehouse.table.store.ObjectStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Namespaces and tables that are made, renamed, changed and dropped. */
class DefinitionChangesTest extends LakehouseContract {
  private static final Schema OTHER =
      new Schema(Types.NestedField.optional(1, "note", Types.StringType.get()));

  @Override
  protected ObjectStore openStore(Path directory) {
    return LocalObjectStore.open(directory.resolve("objects"));
  }

  private static void assertCode(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            LakehouseException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void namespacesAreMadeOnceAndDroppedEmpty() {
    Namespace namespace = Namespace.of("depot");
    tables
        .definitions()
        .createNamespace(namespace, Map.of("location", "s3://lakehouse-warehouse/d"));
    assertThat(lakehouse.catalog().loadNamespaceMetadata(namespace))
        .containsEntry("location", "s3://lakehouse-warehouse/d");
    assertCode(
        ErrorCode.ALREADY_EXISTS, () -> tables.definitions().createNamespace(namespace, Map.of()));

    TableIdentifier table = TableIdentifier.of(namespace, "t");
    tables.definitions().create(table, TableDefinition.of(OTHER));
    assertCode(ErrorCode.INVALID_ARGUMENT, () -> tables.definitions().dropNamespace(namespace));
    tables.definitions().drop(table);
    tables.definitions().dropNamespace(namespace);
    assertCode(ErrorCode.NOT_FOUND, () -> tables.definitions().dropNamespace(namespace));
    assertCode(
        ErrorCode.NOT_FOUND, () -> tables.definitions().create(table, TableDefinition.of(OTHER)));
  }

  @Test
  void aDroppedTableLeavesNoFileAndAnUnregisteredOneAll() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    ObjectPath location = ObjectPath.parse(tables.load(orders).location() + "/");
    tables.definitions().drop(orders);
    assertThat(tables.find(orders)).isEmpty();
    assertThat(lakehouse.store().list(location)).isEmpty();
    assertCode(ErrorCode.NOT_FOUND, () -> tables.definitions().drop(orders));

    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    tables.definitions().unregister(orders);
    assertThat(tables.find(orders)).isEmpty();
    assertThat(lakehouse.store().list(location)).isNotEmpty();
  }

  @Test
  void aTableKeepsItsRowsUnderAnotherName() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    TableIdentifier renamed = TableIdentifier.of("shop", orders.name() + "_renamed");
    tables.definitions().rename(orders, renamed);

    assertThat(tables.find(orders)).isEmpty();
    assertThat(lakehouse.read(renamed)).containsExactly("1|IT|1.00");
    createOrders();
    assertCode(ErrorCode.ALREADY_EXISTS, () -> tables.definitions().rename(orders, renamed));
  }

  @Test
  void aReplacedTableKeepsItsHistoryAndItsPlace() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    Table before = tables.load(orders);
    tables.definitions().createOrReplace(orders, TableDefinition.of(OTHER));

    Table after = tables.load(orders);
    assertThat(after.schema().columns())
        .extracting(Types.NestedField::name)
        .containsExactly("note");
    assertThat(after.currentSnapshot().summary()).containsEntry("total-records", "0");
    assertThat(after.snapshot(before.currentSnapshot().snapshotId())).isNotNull();
    assertThat(after.location()).isEqualTo(before.location());
  }

  @Test
  void rowsThatMustMakeTheirTableDoNotGoToAnother() {
    TableChange change =
        TableChange.of(new RowChange.Append(lakehouse.rows("SELECT 'x' AS note")))
            .creating(TableDefinition.of(OTHER), TableChange.Creation.NEW_ONLY);
    assertThat(tables.apply(orders, change).created()).isTrue();
    assertCode(ErrorCode.ALREADY_EXISTS, () -> tables.apply(orders, change));
    assertThat(lakehouse.read(orders)).containsExactly("x");
  }

  @Test
  void rowsThatReplaceATableAreThereWithItsNewColumnsAtOnce() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    ChangeResult result =
        tables.apply(
            orders,
            TableChange.of(new RowChange.Append(lakehouse.rows("SELECT 'x' AS note")))
                .creating(TableDefinition.of(OTHER), TableChange.Creation.REPLACE));

    assertThat(result.rowsAdded()).isEqualTo(1);
    assertThat(lakehouse.read(orders)).containsExactly("x");
    assertThat(snapshots()).isEqualTo(2);
    assertThat(tables.load(orders).currentSnapshot().parentId()).isNull();
  }

  @Test
  void aTableLiesWhereItsDefinitionSays() {
    String location = "s3://%s/elsewhere/%s".formatted(TestLakehouse.BUCKET, orders.name());
    tables.createNamespace(orders.namespace());
    tables
        .definitions()
        .create(
            orders,
            new TableDefinition(
                OTHER,
                PartitionSpec.unpartitioned(),
                SortOrder.unsorted(),
                Map.of(),
                Optional.of(location)));
    assertThat(tables.load(orders).location()).isEqualTo(location);
  }

  @Test
  void changesOfManyWritersAllTakePlace() throws Exception {
    createOrders();
    try (ExecutorService writers = Executors.newFixedThreadPool(4)) {
      List<Callable<Boolean>> changes =
          IntStream.range(0, 12)
              .<Callable<Boolean>>mapToObj(i ->
                  () -> {
                    tables
                        .definitions()
                        .change(
                            orders,
                            transaction ->
                                transaction
                                    .updateSchema()
                                    .addColumn("c" + i, Types.IntegerType.get())
                                    .commit());
                    return true;
                  })
              .toList();
      for (Future<Boolean> change : writers.invokeAll(changes)) {
        assertThat(change.get()).isTrue();
      }
    }
    assertThat(tables.load(orders).schema().columns()).hasSize(3 + 12);
  }
}
