package dev.lakehouse.bench.lab;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.embedded.postgres.EmbeddedPostgres;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.catalog.Database;
import dev.lakehouse.table.catalog.DatabaseSettings;
import dev.lakehouse.table.catalog.LakehouseCatalog;
import dev.lakehouse.table.duckdb.DuckDb;
import dev.lakehouse.table.duckdb.DuckDbSettings;
import dev.lakehouse.table.store.LocalObjectStore;
import dev.lakehouse.table.store.ObjectPath;
import dev.lakehouse.table.store.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * A lakehouse in a directory, as the embedded engine has it: a durable PostgreSQL, a store on the
 * local disk, and DuckDB. Several processes may open the same directory. Not thread-safe.
 */
public final class Workbench implements AutoCloseable {
  /** What DuckDB may hold, ours and the peer's alike. */
  public static final long MEMORY_BYTES = 512L << 20;

  /** The same for standard workloads of SQL. */
  public static final long SQL_MEMORY_BYTES = 2L << 30;

  private static final String BUCKET = "lakehouse-warehouse";
  private static final String STORE = "store";
  private static final String UPLOADS = "csv-uploads";
  private static final Namespace NAMESPACE = Namespace.of("bench");

  private final Path directory;
  private final Path keptIn;
  private final Scale scale;
  private final EmbeddedPostgres postgres;
  private final Database database;
  private final ObjectStore store;
  private final DuckDb duckdb;
  private final LakehouseCatalog catalog;
  private final Tables tables;

  private Workbench(Path directory, Path keptIn, Scale scale, long memoryBytes) {
    this.directory = directory;
    this.keptIn = keptIn;
    this.scale = scale;
    this.postgres = EmbeddedPostgres.open(directory.resolve("home"));
    this.database =
        Database.open(
            new DatabaseSettings(postgres.jdbcUrl(), postgres.user(), postgres.password()));
    this.store = LocalObjectStore.open(objects());
    this.duckdb =
        DuckDb.open(new DuckDbSettings(memoryBytes, threads(), directory.resolve("spill")));
    store.createBucket(BUCKET);
    store.createBucket(UPLOADS);
    this.catalog = LakehouseCatalog.open(database, store, new ObjectPath(BUCKET, ""));
    this.tables = new Tables(catalog, database, store, duckdb);
    tables.createNamespace(NAMESPACE);
  }

  /** Opens the lakehouse in a directory, and makes it if it is not there. */
  public static Workbench open(Path directory, Scale scale) {
    return open(directory, directory, scale);
  }

  /**
   * The same with another place for what is kept.
   *
   * @param keptIn see {@link #openKept}
   */
  public static Workbench open(Path directory, Path keptIn, Scale scale) {
    requireNonNull(keptIn, "keptIn is null");
    requireNonNull(scale, "scale is null");
    return new Workbench(makeWork(directory), keptIn, scale, MEMORY_BYTES);
  }

  /**
   * Opens the lakehouse of the same scale whose tables are kept from one run to the next, in a
   * directory of its own where this one's opener wants it.
   */
  public Workbench openKept() {
    Path kept = keptIn.resolve("lakehouse-bench-kept-" + scale.rows());
    return new Workbench(makeWork(kept), keptIn, scale, SQL_MEMORY_BYTES);
  }

  private static Path makeWork(Path directory) {
    try {
      Files.createDirectories(directory.resolve("work"));
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many threads DuckDB works with, ours and the peer's alike. */
  public static int threads() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** The directory of the lakehouse. */
  public Path directory() {
    return directory;
  }

  /** How much there is to do. */
  public Scale scale() {
    return scale;
  }

  /** The lakehouse's tables. */
  public Tables tables() {
    return tables;
  }

  /** Where the catalog is. */
  public Database database() {
    return database;
  }

  /** Where the objects of the store lie. */
  Path objects() {
    return directory.resolve(STORE);
  }

  /** A directory for files of a benchmark. */
  public Path work() {
    return directory.resolve("work");
  }

  /** A name that no table has. */
  public static TableIdentifier newTable() {
    return TableIdentifier.of(NAMESPACE, "t_" + UUID.randomUUID().toString().replace('-', '_'));
  }

  /** A folder for uploads that nobody else uses, as the store names it. */
  public static ObjectPath newUploads() {
    return new ObjectPath(UPLOADS, UUID.randomUUID() + "/");
  }

  /** Where on the disk a path of the store is. */
  public Path file(ObjectPath path) {
    return objects().resolve(path.bucket()).resolve(path.key());
  }

  /** Drops all tables of a namespace, and the namespace. */
  public void drop(Namespace namespace) {
    tables.list(namespace).forEach(this::drop);
    catalog.dropNamespace(namespace);
  }

  /** Drops a table and deletes its files; does nothing if it is not there. */
  public void drop(TableIdentifier table) {
    catalog.dropTable(table, true);
  }

  /** The large CSV file, which is written when it is first asked for. */
  public Path salesCsv() {
    Path file = directory.resolve("sales.csv");
    if (!Files.exists(file)) {
      try (var session = tables.session()) {
        SalesData.writeCsv(session, file, 0, scale.rows());
      }
    }
    return file;
  }

  @Override
  public void close() {
    catalog.close();
    duckdb.close();
    store.close();
    database.close();
    postgres.close();
  }
}
