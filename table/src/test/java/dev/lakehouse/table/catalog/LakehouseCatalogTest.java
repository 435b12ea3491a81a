package dev.lakehouse.table.catalog;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.TestDatabase;
import dev.lakehouse.table.store.LocalObjectStore;
import dev.lakehouse.table.store.ObjectPath;
import dev.lakehouse.table.store.ObjectStore;
import dev.lakehouse.table.store.StoreFileIO;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tables that are loaded while others change and drop them. */
@ExtendWith(TestDatabase.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LakehouseCatalogTest {
  private static final ObjectPath WAREHOUSE = new ObjectPath("warehouse", "");
  private static final Schema SCHEMA = new Schema(optional(1, "id", Types.LongType.get()));

  private final AtomicInteger number = new AtomicInteger();
  private Database database;
  private ObjectStore store;
  private InterruptedFiles files;
  private LakehouseCatalog catalog;
  private LakehouseCatalog others;
  private TableIdentifier first;
  private TableIdentifier second;

  @BeforeAll
  void open(TestDatabase.Server server, @TempDir Path directory) throws Exception {
    database = server.open();
    store = LocalObjectStore.open(directory.resolve("objects"));
    store.createBucket(WAREHOUSE.bucket());
    files = new InterruptedFiles(new StoreFileIO(store));
    catalog = LakehouseCatalog.open(database, files, WAREHOUSE);
    others = LakehouseCatalog.open(database, store, WAREHOUSE);
    others.createNamespace(Namespace.of("shop"));
  }

  @AfterAll
  void close() throws Exception {
    others.close();
    catalog.close();
    store.close();
    database.close();
  }

  @BeforeEach
  void createTables() {
    first = create();
    second = create();
  }

  private TableIdentifier create() {
    TableIdentifier name = TableIdentifier.of("shop", "orders_" + number.incrementAndGet());
    others.createTable(
        name,
        SCHEMA,
        PartitionSpec.unpartitioned(),
        Map.of(TableProperties.METADATA_PREVIOUS_VERSIONS_MAX, "1"));
    return name;
  }

  private Map<TableIdentifier, Table> load() {
    return catalog.loadTables(List.of(first, second));
  }

  private static String metadataFile(Table table) {
    return ((BaseTable) table).operations().current().metadataFileLocation();
  }

  private void commitUntilItsFileIsDeleted(TableIdentifier name) {
    Table table = others.loadTable(name);
    String file = metadataFile(table);
    for (int commit = 0; store.find(ObjectPath.parse(file)).isPresent(); commit++) {
      table.updateProperties().set("commit", Integer.toString(commit)).commit();
    }
  }

  @Test
  void aTableThatMovesMeanwhileIsLoadedAsItIsThen() {
    files.beforeTheNext(() -> commitUntilItsFileIsDeleted(first));

    Map<TableIdentifier, Table> loaded = load();

    assertThat(loaded).containsOnlyKeys(first, second);
    assertThat(metadataFile(loaded.get(first))).isEqualTo(metadataFile(others.loadTable(first)));
  }

  @Test
  void aTableThatIsDroppedMeanwhileIsLeftOut() {
    files.beforeTheNext(() -> others.dropTable(first, true));

    assertThat(load()).containsOnlyKeys(second);
  }

  @Test
  void aTableThatIsKnownAndDroppedMeanwhileIsLeftOut() {
    load();
    files.beforeTheNext(() -> others.dropTable(first, true));

    assertThat(load()).containsOnlyKeys(second);
  }

  @Test
  void aTableWhoseMetadataIsLostIsAnError() {
    String file = metadataFile(others.loadTable(first));
    store.delete(ObjectPath.parse(file));

    assertThatThrownBy(this::load)
        .isInstanceOfSatisfying(
            LakehouseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
        .hasMessageContaining("the metadata of the table " + first)
        .hasMessageContaining(file);
  }

  @Test
  void aSingleTableFollowsItsPointerToo() {
    files.beforeTheNext(() -> commitUntilItsFileIsDeleted(first));
    assertThat(metadataFile(catalog.loadTable(first)))
        .isEqualTo(metadataFile(others.loadTable(first)));

    files.beforeTheNext(() -> others.dropTable(second, true));
    assertThatThrownBy(() -> catalog.loadTable(second))
        .isInstanceOf(NoSuchTableException.class)
        .hasMessageContaining(second.toString());
  }

  @Test
  void aDatabaseThatIsGoneIsAnErrorThatSaysWhatWasWanted(TestDatabase.Server server)
      throws Exception {
    Database gone = server.open();
    try (LakehouseCatalog blind = LakehouseCatalog.open(gone, store, WAREHOUSE)) {
      gone.close();
      assertThatThrownBy(() -> blind.loadTables(List.of(first)))
          .isInstanceOf(LakehouseException.class)
          .hasMessageStartingWith("cannot look up the table " + first + ": ");
      assertThatThrownBy(() -> blind.loadTables(List.of(first, second)))
          .isInstanceOf(LakehouseException.class)
          .hasMessageStartingWith("cannot look up 2 tables: ");
    }
  }
}
