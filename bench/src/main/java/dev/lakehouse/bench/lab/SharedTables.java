package dev.lakehouse.bench.lab;

import dev.lakehouse.serve.catalog.IcebergRestCatalog;
import dev.lakehouse.serve.http.HttpServer;
import dev.lakehouse.serve.s3.S3Endpoint;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tables of a workbench as other engines reach them: by the Iceberg REST catalog and the S3
 * endpoint, on free ports of the loopback interface.
 */
public final class SharedTables implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final String KEY = "lakehouse_bench_key";

  private final S3Endpoint s3;
  private final HttpServer catalog;

  private SharedTables(S3Endpoint s3, HttpServer catalog) {
    this.s3 = s3;
    this.catalog = catalog;
  }

  /** Serves the tables of a workbench, which stays the caller's. */
  public static SharedTables serve(Workbench bench) {
    S3Endpoint s3 = S3Endpoint.start(bench.objects(), HOST, 0, KEY, KEY);
    try {
      IcebergRestCatalog catalog =
          new IcebergRestCatalog(
              bench.tables().catalog(), bench.database(), Optional.empty(), report -> {});
      return new SharedTables(s3, HttpServer.start(HOST, 0, List.of(catalog)));
    } catch (RuntimeException e) {
      s3.close();
      throw e;
    }
  }

  /** The file of a catalog of a Trino that reads and writes them. */
  public Map<String, String> trinoCatalog() {
    return Map.of(
        "connector.name", "iceberg",
        "iceberg.catalog.type", "rest",
        "iceberg.rest-catalog.uri", catalog.uri().resolve(IcebergRestCatalog.ROOT).toString(),
        "fs.native-s3.enabled", "true",
        "s3.endpoint", s3.uri().toString(),
        "s3.region", "us-east-1",
        "s3.path-style-access", "true",
        "s3.aws-access-key", KEY,
        "s3.aws-secret-key", KEY);
  }

  @Override
  public void close() {
    try (s3) {
      catalog.close();
    }
  }
}
