package dev.lakehouse.table.catalog;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.store.ObjectPath;
import dev.lakehouse.table.store.ObjectStore;
import dev.lakehouse.table.store.StoreFileIO;
import java.util.Map;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.jdbc.JdbcCatalog;

/** Opens the catalog of a warehouse. */
public final class LakehouseCatalog {
  /** The name that the catalog has in SQL: {@code iceberg.lakehouse.sales}. */
  public static final String NAME = "iceberg";

  // Enough for the writers of one process to commit at the same time.
  private static final String CONNECTIONS = "16";

  private LakehouseCatalog() {}

  /**
   * Opens Iceberg's JDBC catalog, which makes its tables in the database if they are missing. The
   * catalog is thread-safe; its caller closes it.
   *
   * @param warehouse where tables lie that name no location of their own
   * @throws LakehouseException UNAVAILABLE if the database does not answer
   */
  public static JdbcCatalog open(
      DatabaseSettings database, ObjectStore store, ObjectPath warehouse) {
    requireNonNull(store, "store is null");
    return open(database, new StoreFileIO(store), warehouse);
  }

  /**
   * Opens the catalog with files of any kind, which it closes with itself; else as {@link
   * #open(DatabaseSettings, ObjectStore, ObjectPath)}.
   */
  public static JdbcCatalog open(DatabaseSettings database, FileIO files, ObjectPath warehouse) {
    requireNonNull(database, "database is null");
    requireNonNull(files, "files is null");
    JdbcCatalog catalog = new JdbcCatalog(properties -> files, null, true);
    try {
      catalog.initialize(NAME, properties(database, warehouse));
    } catch (RuntimeException e) {
      throw LakehouseException.of(
              ErrorCode.UNAVAILABLE,
              "cannot open the catalog in %s: %s".formatted(database.url(), rootMessage(e)),
              "check that this PostgreSQL runs and that the user and the password are right")
          .causedBy(e);
    }
    return catalog;
  }

  private static Map<String, String> properties(DatabaseSettings database, ObjectPath warehouse) {
    return Map.ofEntries(
        Map.entry(CatalogProperties.URI, database.url()),
        Map.entry(CatalogProperties.WAREHOUSE_LOCATION, warehouse.toString()),
        Map.entry(CatalogProperties.CLIENT_POOL_SIZE, CONNECTIONS),
        Map.entry("jdbc.user", database.user()),
        Map.entry("jdbc.password", database.password()),
        // V1 has views.
        Map.entry("jdbc.schema-version", "V1"),
        tableDefault(TableProperties.FORMAT_VERSION, "2"),
        tableDefault(TableProperties.PARQUET_COMPRESSION, "zstd"),
        // With the default of 4 retries concurrent appenders lose commits.
        tableDefault(TableProperties.COMMIT_NUM_RETRIES, "50"),
        tableDefault(TableProperties.COMMIT_MIN_RETRY_WAIT_MS, "5"),
        tableDefault(TableProperties.COMMIT_MAX_RETRY_WAIT_MS, "200"),
        // Otherwise the store fills up with a metadata file for every commit.
        tableDefault(TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "true"));
  }

  private static Map.Entry<String, String> tableDefault(String property, String value) {
    return Map.entry(CatalogProperties.TABLE_DEFAULT_PREFIX + property, value);
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
