package dev.lakehouse.serve.catalog;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.serve.http.Routes;
import dev.lakehouse.table.catalog.Database;
import io.javalin.config.RoutesConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.metrics.MetricsReporter;

/**
 * A catalog, served by the Iceberg REST specification: clients are configured with the URI {@code
 * http://host:port/iceberg}. Thread-safe.
 */
public final class IcebergRestCatalog implements Routes {
  /** Beneath this path the catalog answers. */
  public static final String ROOT = "/iceberg";

  private final RestRouter router;

  /**
   * Serves a catalog, which its opener closes.
   *
   * @param catalog the catalog, in its schema version V1 (with views)
   * @param database the database in which it is
   * @param storage what clients are told so that they reach the files of tables; empty if they are
   *     configured with it themselves
   * @param metrics is told what clients report of their scans and commits; must not block
   */
  public IcebergRestCatalog(
      JdbcCatalog catalog,
      Database database,
      Optional<StorageAccess> storage,
      MetricsReporter metrics) {
    requireNonNull(catalog, "catalog is null");
    requireNonNull(metrics, "metrics is null");
    TablePointers pointers = new TablePointers(database.work(), catalog.name());
    ServedCatalog served = new ServedCatalog(catalog, pointers);
    Map<String, String> clientProperties =
        storage.map(StorageAccess::properties).orElseGet(Map::of);
    List<RestRoute> routes = new ArrayList<>();
    routes.addAll(new NamespaceResource(served).routes());
    routes.addAll(new TableResource(served, clientProperties).routes());
    routes.addAll(new ViewResource(served).routes());
    routes.addAll(new TransactionResource(new MultiTableCommit(served, pointers)).routes());
    routes.addAll(new MetricsResource(metrics).routes());
    routes.add(new ConfigResource(routes).route());
    router = new RestRouter(ROOT, routes);
  }

  @Override
  public void addTo(RoutesConfig routes) {
    router.addTo(routes);
  }
}
