package dev.lakehouse.serve.catalog;

import dev.lakehouse.embedded.postgres.EmbeddedPostgres;
import dev.lakehouse.serve.http.HttpServer;
import dev.lakehouse.serve.s3.S3Endpoint;
import dev.lakehouse.table.catalog.Database;
import dev.lakehouse.table.catalog.DatabaseSettings;
import dev.lakehouse.table.catalog.LakehouseCatalog;
import dev.lakehouse.table.store.LocalObjectStore;
import dev.lakehouse.table.store.ObjectPath;
import dev.lakehouse.table.store.S3Settings;
import dev.lakehouse.table.store.StoreFileIO;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.metrics.MetricsReport;
import org.apache.iceberg.rest.RESTCatalog;

/**
 * All that the catalog needs, really running: PostgreSQL, the store, its S3 endpoint, the server.
 */
final class RunningCatalog implements AutoCloseable {
  /**
   * Which of its S3 clients Iceberg takes: the default ones want the clients of four more services.
   */
  static final Map<String, String> S3_CLIENT =
      Map.of(
          "s3.client-factory-impl", "org.apache.iceberg.aws.s3.DefaultS3FileIOAwsClientFactory",
          "http-client.type", "urlconnection");

  private final EmbeddedPostgres postgres;
  private final S3Endpoint s3;
  private final LocalObjectStore store;
  private final Database database;
  private final JdbcCatalog catalog;
  private final HttpServer server;
  private final BlockingQueue<MetricsReport> reports = new LinkedBlockingQueue<>();
  private volatile boolean failing;

  private RunningCatalog(Path home, Path root, UnaryOperator<FileIO> files) {
    postgres = EmbeddedPostgres.open(home);
    s3 = S3Endpoint.start(root, "127.0.0.1", 0, "key", "secret");
    store = LocalObjectStore.open(root);
    database =
        Database.open(
            new DatabaseSettings(postgres.jdbcUrl(), postgres.user(), postgres.password()));
    catalog =
        LakehouseCatalog.open(
            database,
            files.apply(new StoreFileIO(store)),
            ObjectPath.parse("s3://lakehouse-warehouse/tables"));
    S3Settings access = new S3Settings(Optional.of(s3.uri()), "us-east-1", "key", "secret", true);
    server =
        HttpServer.start(
            "127.0.0.1",
            0,
            List.of(
                new IcebergRestCatalog(
                    catalog, database, Optional.of(new StorageAccess(access)), this::report)));
  }

  /** A catalog whose tables lie in the store. */
  static RunningCatalog start(Path home) {
    return new RunningCatalog(home, home.resolve("store"), UnaryOperator.identity());
  }

  /** A catalog with the store in a given directory, and with local files beside it. */
  static RunningCatalog startWithLocalFiles(Path home, Path root) {
    return new RunningCatalog(home, root, SchemeFileIO::new);
  }

  /** What clients are configured with. */
  URI uri() {
    return server.uri().resolve(IcebergRestCatalog.ROOT);
  }

  /** The catalog behind the server. */
  JdbcCatalog catalog() {
    return catalog;
  }

  /** The database in which the catalog is. */
  DatabaseSettings database() {
    return database.settings();
  }

  /** Takes the database away, as a failure does. */
  void stopDatabase() {
    postgres.close();
  }

  /** What clients reported. */
  BlockingQueue<MetricsReport> reports() {
    return reports;
  }

  /** From now on the listener of reports fails. */
  void failOnReports() {
    failing = true;
  }

  private void report(MetricsReport report) {
    if (failing) {
      throw new IllegalStateException("boom");
    }
    reports.add(report);
  }

  /** A client with nothing but the URI, and what a test adds. */
  RESTCatalog client(Map<String, String> more) {
    Map<String, String> properties = new HashMap<>(more);
    properties.put("uri", uri().toString());
    properties.putAll(S3_CLIENT);
    RESTCatalog client = new RESTCatalog();
    client.initialize("lake", properties);
    return client;
  }

  @Override
  public void close() {
    try (postgres;
        s3;
        store;
        database;
        catalog;
        server) {
      reports.clear();
    }
  }
}
