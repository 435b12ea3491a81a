package dev.lakehouse.table.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.table.store.ObjectPath;
import dev.lakehouse.table.store.StoreFileIO;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Races for a table's pointer. */
class PostgresTableOperationsTest extends CatalogTest {
  private TableIdentifier name;

  @BeforeEach
  void nameTable() {
    name = newName();
  }

  private TableOperations operations() {
    return catalog.newTableOps(name);
  }

  private ObjectPath location() {
    return WAREHOUSE.resolve("shop/" + name.name());
  }

  private TableMetadata newMetadata() {
    return TableMetadata.newTableMetadata(
        SCHEMA, PartitionSpec.unpartitioned(), location().toString(), Map.of());
  }

  private List<String> files() {
    return store.list(location()).stream().map(file -> file.path().toString()).toList();
  }

  @Test
  void aRegistrationThatLosesTheRaceKeepsTheFileThatItWasGiven() {
    StoreFileIO io = new StoreFileIO(store);
    String given = location().resolve("metadata/from-elsewhere.metadata.json").toString();
    TableMetadataParser.write(newMetadata(), io.newOutputFile(given));
    TableOperations late = operations();
    assertThat(late.current()).isNull();
    operations().commit(null, newMetadata());
    String winner = operations().refresh().metadataFileLocation();

    TableMetadata registered = TableMetadataParser.read(io.newInputFile(given));
    assertThatThrownBy(() -> late.commit(null, registered))
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining(name.toString());

    assertThat(files()).containsExactlyInAnyOrder(given, winner);
    assertThat(operations().refresh().metadataFileLocation()).isEqualTo(winner);
  }

  @Test
  void aCreationThatLosesTheRaceLeavesNoFile() {
    TableOperations late = operations();
    assertThat(late.current()).isNull();
    operations().commit(null, newMetadata());

    assertThatThrownBy(() -> late.commit(null, newMetadata()))
        .isInstanceOf(AlreadyExistsException.class);

    assertThat(files()).containsExactly(operations().refresh().metadataFileLocation());
  }

  @Test
  void aCommitToAnOlderStateFailsAndLeavesNoFile() {
    operations().commit(null, newMetadata());
    TableOperations early = operations();
    TableOperations late = operations();
    TableMetadata base = late.refresh();
    early.commit(early.refresh(), early.current().replaceProperties(Map.of("writer", "early")));

    assertThatThrownBy(() -> late.commit(base, base.replaceProperties(Map.of("writer", "late"))))
        .isInstanceOf(CommitFailedException.class)
        .hasMessageContaining(name.toString());

    assertThat(operations().refresh().properties()).containsEntry("writer", "early");
    assertThat(files()).hasSize(2);
  }

  @Test
  void ofConcurrentCreationsOneWinsAndTheOthersAreTold() throws Exception {
    int writers = 6;
    CyclicBarrier start = new CyclicBarrier(writers);
    List<Future<?>> attempts = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(writers)) {
      for (int i = 0; i < writers; i++) {
        attempts.add(
            pool.submit(() -> {
              start.await();
              return catalog.createTable(name, SCHEMA);
            }));
      }
    }
    int won = 0;
    for (Future<?> attempt : attempts) {
      try {
        attempt.get();
        won++;
      } catch (ExecutionException e) {
        assertThat(e.getCause()).isInstanceOf(AlreadyExistsException.class);
      }
    }
    assertThat(won).isEqualTo(1);
    assertThat(catalog.loadTable(name).schema().columns()).hasSize(1);
    assertThat(files()).hasSize(1);
  }

  @Test
  void aTableThatWasDroppedMeanwhileIsMissed() {
    operations().commit(null, newMetadata());
    TableOperations open = operations();
    assertThat(open.refresh()).isNotNull();
    catalog.dropTable(name, false);

    assertThatThrownBy(open::refresh)
        .isInstanceOf(NoSuchTableException.class)
        .hasMessageContaining(name.toString());
  }
}
