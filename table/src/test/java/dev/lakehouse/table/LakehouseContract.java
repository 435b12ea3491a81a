package dev.lakehouse.table;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;

import dev.lakehouse.table.store.ObjectStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A lakehouse for the promises that every one keeps, wherever its objects lie. */
@ExtendWith(TestDatabase.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class LakehouseContract {
  protected static final Schema ORDERS =
      new Schema(
          required(1, "id", Types.LongType.get()),
          optional(2, "country", Types.StringType.get()),
          optional(3, "amount", Types.DecimalType.of(10, 2)));

  private final AtomicInteger tableNumber = new AtomicInteger();
  protected TestLakehouse lakehouse;
  protected Tables tables;
  protected TableIdentifier orders;

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
  protected void nameTable() {
    orders = TableIdentifier.of("shop", "orders_" + tableNumber.incrementAndGet());
  }

  protected ChangeResult apply(RowChange rows) {
    return tables.apply(orders, TableChange.of(rows));
  }

  protected void createOrders() {
    tables.create(orders, TableDefinition.of(ORDERS));
  }

  protected static String values(String... rows) {
    return "SELECT * FROM (VALUES %s) AS v(id, country, amount)".formatted(String.join(", ", rows));
  }

  protected long snapshots() {
    List<Snapshot> all = new ArrayList<>();
    tables.load(orders).snapshots().forEach(all::add);
    return all.size();
  }
}
