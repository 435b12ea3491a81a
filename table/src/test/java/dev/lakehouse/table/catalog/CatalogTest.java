package dev.lakehouse.table.catalog;

import static org.apache.iceberg.types.Types.NestedField.optional;

import dev.lakehouse.table.TestDatabase;
import dev.lakehouse.table.store.LocalObjectStore;
import dev.lakehouse.table.store.ObjectPath;
import dev.lakehouse.table.store.ObjectStore;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A test of a catalog with a namespace "shop". */
@ExtendWith(TestDatabase.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CatalogTest {
  static final ObjectPath WAREHOUSE = new ObjectPath("warehouse", "");
  static final Schema SCHEMA = new Schema(optional(1, "id", Types.LongType.get()));

  private final AtomicInteger number = new AtomicInteger();
  Database database;
  ObjectStore store;
  LakehouseCatalog catalog;

  @BeforeAll
  void open(TestDatabase.Server server, @TempDir Path directory) throws Exception {
    database = server.open();
    store = LocalObjectStore.open(directory.resolve("objects"));
    store.createBucket(WAREHOUSE.bucket());
    catalog = LakehouseCatalog.open(database, store, WAREHOUSE);
    catalog.createNamespace(Namespace.of("shop"));
  }

  @AfterAll
  void close() throws Exception {
    catalog.close();
    store.close();
    database.close();
  }

  /** A name that no table has. */
  TableIdentifier newName() {
    return TableIdentifier.of("shop", "orders_" + number.incrementAndGet());
  }
}
