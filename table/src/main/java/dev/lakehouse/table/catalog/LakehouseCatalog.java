package dev.lakehouse.table.catalog;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.error.RootCause;
import dev.lakehouse.table.store.ObjectPath;
import dev.lakehouse.table.store.ObjectStore;
import dev.lakehouse.table.store.StoreFileIO;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.jdbc.UncheckedSQLException;

/**
 * Iceberg's JDBC catalog on PostgreSQL, with table operations of our own that know whether a commit
 * took place when its answer was lost. Thread-safe; its caller closes it.
 */
public final class LakehouseCatalog extends JdbcCatalog {
  /** The name that the catalog has in SQL: {@code iceberg.lakehouse.sales}. */
  public static final String NAME = "iceberg";

  // Used for namespaces, views and listings only; tables go through the database's own pool.
  private static final String CONNECTIONS = "2";

  private static final String LOCATIONS =
      """
      SELECT wanted.position, metadata_location
      FROM unnest(?, ?) WITH ORDINALITY AS wanted(namespace, name, position)
      JOIN iceberg_tables ON table_namespace = wanted.namespace AND table_name = wanted.name
      WHERE catalog_name = ? AND (iceberg_type = 'TABLE' OR iceberg_type IS NULL)\
      """;

  private static final String POINTERS =
      """
      SELECT table_namespace, table_name, coalesce(iceberg_type = 'VIEW', false), metadata_location
      FROM iceberg_tables
      WHERE catalog_name = ? AND metadata_location IS NOT NULL
      ORDER BY table_namespace, table_name\
      """;

  private static final String INITIALIZATION = "hashtext('lakehouse.catalog'), 0";

  private final Database database;
  private final FileIO io;
  private final MetadataCache metadata = new MetadataCache();
  private final TablePlaces places;

  /**
   * What a name points to.
   *
   * @param name the name of a table or a view
   * @param isView false for a table
   * @param metadataLocation the file with its metadata as it is now
   */
  public record Pointer(TableIdentifier name, boolean isView, String metadataLocation) {}

  private LakehouseCatalog(Database database, FileIO io) {
    super(properties -> io, null, true);
    this.database = database;
    this.io = io;
    this.places = new TablePlaces(this, io);
  }

  /**
   * Opens the catalog, which makes its tables in the database if they are missing.
   *
   * @param warehouse where tables lie that name no location of their own
   * @throws LakehouseException UNAVAILABLE if the database does not answer
   */
  public static LakehouseCatalog open(Database database, ObjectStore store, ObjectPath warehouse) {
    requireNonNull(store, "store is null");
    return open(database, new StoreFileIO(store), warehouse);
  }

  /**
   * Opens the catalog with files of any kind, which it closes with itself; else as {@link
   * #open(Database, ObjectStore, ObjectPath)}.
   */
  public static LakehouseCatalog open(Database database, FileIO files, ObjectPath warehouse) {
    requireNonNull(database, "database is null");
    requireNonNull(files, "files is null");
    LakehouseCatalog catalog = new LakehouseCatalog(database, files);
    try {
      catalog.initializeAlone(properties(database.settings(), warehouse));
    } catch (RuntimeException | SQLException e) {
      throw LakehouseException.of(
              ErrorCode.UNAVAILABLE,
              "cannot open the catalog in %s: %s"
                  .formatted(database.settings().url(), RootCause.message(e)),
              "check that this PostgreSQL runs and that the user may create tables in it")
          .causedBy(e);
    }
    return catalog;
  }

  /** Of two processes that make the tables at once, one would fail at what the other has made. */
  private void initializeAlone(Map<String, String> properties) throws SQLException {
    try (Connection connection = database.work().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(" + INITIALIZATION + ")");
      try {
        initialize(NAME, properties);
      } finally {
        statement.execute("SELECT pg_advisory_unlock(" + INITIALIZATION + ")");
      }
    }
  }

  @Override
  protected TableOperations newTableOps(TableIdentifier identifier) {
    return new PostgresTableOperations(this, database.work(), io, metadata, identifier);
  }

  /**
   * The tables of these names as they are now, which are looked up at once; those that are not
   * there, or are dropped in the meantime, are left out.
   *
   * @throws LakehouseException UNAVAILABLE if the database does not answer, or the store does not
   *     have what it leads to
   */
  public Map<TableIdentifier, Table> loadTables(Collection<TableIdentifier> identifiers) {
    Map<TableIdentifier, Table> loaded = new LinkedHashMap<>();
    locations(identifiers)
        .forEach((identifier, location) -> {
          PostgresTableOperations operations =
              new PostgresTableOperations(this, database.work(), io, metadata, identifier);
          try {
            if (operations.open(location)) {
              loaded.put(identifier, new BaseTable(operations, fullTableName(name(), identifier)));
            }
          } catch (NotFoundException e) {
            throw LakehouseException.of(
                    ErrorCode.UNAVAILABLE,
                    "the metadata of the table %s is not in the store: %s"
                        .formatted(identifier, e.getMessage()),
                    "check that the store is the one in which the table was made, and is complete")
                .causedBy(e);
          }
        });
    return loaded;
  }

  /**
   * Everything that the catalog knows, in all namespaces, in the order of the names.
   *
   * @throws LakehouseException UNAVAILABLE if the database does not answer
   */
  public List<Pointer> pointers() {
    List<Pointer> pointers = new ArrayList<>();
    try (Connection connection = database.work().getConnection();
        PreparedStatement statement = connection.prepareStatement(POINTERS)) {
      statement.setString(1, name());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          pointers.add(
              new Pointer(
                  TableIdentifier.of(
                      Namespace.of(rows.getString(1).split("\\.")), rows.getString(2)),
                  rows.getBoolean(3),
                  rows.getString(4)));
        }
      }
    } catch (SQLException e) {
      throw CatalogErrors.unavailable("list the tables", e);
    }
    return pointers;
  }

  /** Where the files of the tables may lie. */
  public TablePlaces places() {
    return places;
  }

  /** The file with a table's metadata as it is now; empty if there is no such table. */
  Optional<String> location(TableIdentifier identifier) {
    return Optional.ofNullable(locations(List.of(identifier)).get(identifier));
  }

  /** How a message calls tables: one by its name, others by their number. */
  public static String describe(Collection<TableIdentifier> identifiers) {
    return identifiers.size() == 1
        ? "the table " + identifiers.iterator().next()
        : identifiers.size() + " tables";
  }

  private Map<TableIdentifier, String> locations(Collection<TableIdentifier> identifiers) {
    List<TableIdentifier> names = List.copyOf(identifiers);
    Map<TableIdentifier, String> locations = new LinkedHashMap<>();
    try (Connection connection = database.work().getConnection();
        PreparedStatement statement = connection.prepareStatement(LOCATIONS)) {
      statement.setArray(
          1,
          texts(connection, names.stream().map(n -> PostgresTableOperations.text(n.namespace()))));
      statement.setArray(2, texts(connection, names.stream().map(TableIdentifier::name)));
      statement.setString(3, name());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          locations.put(names.get(rows.getInt(1) - 1), rows.getString(2));
        }
      }
    } catch (SQLException e) {
      throw CatalogErrors.unavailable("look up " + describe(names), e);
    }
    return locations;
  }

  private static Array texts(Connection connection, Stream<String> values) throws SQLException {
    return connection.createArrayOf("text", values.toArray());
  }

  /**
   * Makes a namespace. Iceberg's own catalog reports one that another writer makes in the same
   * moment as an error of the database.
   *
   * @throws AlreadyExistsException if it is there
   */
  @Override
  public void createNamespace(Namespace namespace, Map<String, String> metadata) {
    try {
      super.createNamespace(namespace, metadata);
    } catch (UncheckedSQLException e) {
      if (e.getCause() instanceof SQLException cause
          && CatalogErrors.UNIQUE_VIOLATION.equals(cause.getSQLState())) {
        throw new AlreadyExistsException(e, "Namespace already exists: %s", namespace);
      }
      throw e;
    }
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
}
