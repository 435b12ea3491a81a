package dev.lakehouse.table;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;

import dev.lakehouse.table.store.ObjectPath;
import dev.lakehouse.table.store.ObjectStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
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

  /** A delete file as another engine would write it. */
  protected DeleteFile foreignDeletes(
      Table table, String select, String fieldIds, FileMetadata.Builder builder) {
    Path staged = lakehouse.store().staging().resolve(UUID.randomUUID() + ".parquet");
    lakehouse
        .session()
        .execute(
            "COPY (%s) TO '%s' (FORMAT parquet, FIELD_IDS %s)".formatted(select, staged, fieldIds));
    String location = table.locationProvider().newDataLocation(staged.getFileName().toString());
    long bytes = staged.toFile().length();
    lakehouse.store().publish(staged, ObjectPath.parse(location));
    return builder
        .withFormat(FileFormat.PARQUET)
        .withPath(location)
        .withFileSizeInBytes(bytes)
        .withRecordCount(lakehouse.session().number("SELECT count(*) FROM (" + select + ")"))
        .build();
  }
}
