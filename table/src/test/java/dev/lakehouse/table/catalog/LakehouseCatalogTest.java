package dev.lakehouse.table.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.TestDatabase;
import dev.lakehouse.table.store.ObjectPath;
import dev.lakehouse.table.store.StoreFileIO;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tables that are loaded while others change and drop them. */
class LakehouseCatalogTest extends CatalogTest {
  private InterruptedFiles files;
  private LakehouseCatalog interrupted;
  private TableIdentifier first;
  private TableIdentifier second;

  @BeforeAll
  void openInterrupted() {
    files = new InterruptedFiles(new StoreFileIO(store));
    interrupted = LakehouseCatalog.open(database, files, WAREHOUSE);
  }

  @AfterAll
  void closeInterrupted() throws Exception {
    interrupted.close();
  }

  @BeforeEach
  void createTables() {
    first = create();
    second = create();
  }

  private TableIdentifier create() {
    TableIdentifier name = newName();
    catalog.createTable(
        name,
        SCHEMA,
        PartitionSpec.unpartitioned(),
        Map.of(TableProperties.METADATA_PREVIOUS_VERSIONS_MAX, "1"));
    return name;
  }

  private Map<TableIdentifier, Table> load() {
    return interrupted.loadTables(List.of(first, second));
  }

  private static String metadataFile(Table table) {
    return ((BaseTable) table).operations().current().metadataFileLocation();
  }

  private void commitUntilItsFileIsDeleted(TableIdentifier name) {
    Table table = catalog.loadTable(name);
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
    assertThat(metadataFile(loaded.get(first))).isEqualTo(metadataFile(catalog.loadTable(first)));
  }

  @Test
  void aTableThatIsDroppedMeanwhileIsLeftOut() {
    files.beforeTheNext(() -> catalog.dropTable(first, true));

    assertThat(load()).containsOnlyKeys(second);
  }

  @Test
  void aTableThatIsKnownAndDroppedMeanwhileIsLeftOut() {
    load();
    files.beforeTheNext(() -> catalog.dropTable(first, true));

    assertThat(load()).containsOnlyKeys(second);
  }

  @Test
  void aTableWhoseMetadataIsLostIsAnError() {
    String file = metadataFile(catalog.loadTable(first));
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
    assertThat(metadataFile(interrupted.loadTable(first)))
        .isEqualTo(metadataFile(catalog.loadTable(first)));

    files.beforeTheNext(() -> catalog.dropTable(second, true));
    assertThatThrownBy(() -> interrupted.loadTable(second))
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
