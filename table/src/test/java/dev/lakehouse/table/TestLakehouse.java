package dev.lakehouse.table;

import dev.lakehouse.table.catalog.Database;
import dev.lakehouse.table.catalog.DatabaseSettings;
import dev.lakehouse.table.catalog.LakehouseCatalog;
import dev.lakehouse.table.duckdb.DuckDb;
import dev.lakehouse.table.duckdb.DuckDbSettings;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.scan.PlannedScan;
import dev.lakehouse.table.scan.ScanRequest;
import dev.lakehouse.table.store.LocalObjectStore;
import dev.lakehouse.table.store.ObjectPath;
import dev.lakehouse.table.store.ObjectStore;
import dev.lakehouse.table.write.RowSource;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.catalog.TableIdentifier;

/** A lakehouse for a test: catalog, store, engine. */
public final class TestLakehouse implements AutoCloseable {
  public static final String BUCKET = "lakehouse-warehouse";

  private final Database database;
  private final ObjectStore store;
  private final DuckDb duckdb;
  private final LakehouseCatalog catalog;
  private final Tables tables;
  private final DuckSession session;

  public TestLakehouse(DatabaseSettings settings, ObjectStore store, Path directory) {
    this.database = Database.open(settings);
    this.store = store;
    store.createBucket(BUCKET);
    this.duckdb = DuckDb.open(new DuckDbSettings(512L << 20, 2, directory.resolve("spill")));
    this.catalog = LakehouseCatalog.open(database, store, new ObjectPath(BUCKET, ""));
    this.tables = new Tables(catalog, database, store, duckdb);
    this.session = duckdb.session();
  }

  /** One with a database of its own, and its objects in a directory. */
  public static TestLakehouse local(TestDatabase.Server server, Path directory)
      throws SQLException {
    return new TestLakehouse(
        server.newDatabase(), LocalObjectStore.open(directory.resolve("objects")), directory);
  }

  public Tables tables() {
    return tables;
  }

  public LakehouseCatalog catalog() {
    return catalog;
  }

  public ObjectStore store() {
    return store;
  }

  public DuckSession session() {
    return session;
  }

  public RowSource rows(String select) {
    return new RowSource(session, select);
  }

  public ChangeResult append(TableIdentifier table, String select) {
    return tables.apply(table, TableChange.of(new RowChange.Append(rows(select))));
  }

  /** All rows of a scan, each as text, sorted. */
  public List<String> read(TableIdentifier table, ScanRequest request) {
    try (PlannedScan scan = tables.scan(table, request, session)) {
      return read(scan.select());
    }
  }

  public List<String> read(TableIdentifier table) {
    return read(table, ScanRequest.all());
  }

  /** The rows of a SELECT, each as text, sorted. */
  public List<String> read(String select) {
    List<String> rows =
        new ArrayList<>(
            session.query(
                select,
                row -> {
                  List<String> values = new ArrayList<>();
                  for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    values.add(String.valueOf(row.getString(i)));
                  }
                  return String.join("|", values);
                }));
    rows.sort(null);
    return rows;
  }

  @Override
  public void close() throws java.io.IOException {
    session.close();
    catalog.close();
    duckdb.close();
    store.close();
    database.close();
  }
}
