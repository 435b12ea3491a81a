package dev.lakehouse.app.platform;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.pipeline.control.LocalOperations;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.run.Orchestrator;
import dev.lakehouse.quality.run.QualityChecks;
import dev.lakehouse.serve.api.RestApi;
import dev.lakehouse.serve.catalog.IcebergRestCatalog;
import dev.lakehouse.serve.catalog.StorageAccess;
import dev.lakehouse.serve.http.HttpServer;
import dev.lakehouse.serve.s3.S3Endpoint;
import dev.lakehouse.serve.trino.RunningQueries;
import dev.lakehouse.serve.trino.TrinoProtocol;
import dev.lakehouse.sql.QueryList;
import dev.lakehouse.sql.SqlEngine;
import dev.lakehouse.sql.embedded.EmbeddedEngine;
import dev.lakehouse.sql.remote.TrinoEngine;
import dev.lakehouse.table.catalog.LakehouseCatalog;
import dev.lakehouse.table.store.ObjectPath;
import dev.lakehouse.table.store.S3Settings;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A platform that others can reach. Thread-safe. */
public final class RunningServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RunningServer.class);

  private final OpenParts open = new OpenParts();
  private final HttpServer http;
  private final Optional<S3Endpoint> s3;

  private RunningServer(
      Platform platform, Optional<Orchestrator> memory, Optional<Project> project) {
    PlatformSettings settings = platform.settings();
    PlatformSettings.Server server = settings.server();
    try {
      s3 =
          settings.objectStore().isPresent()
              ? Optional.empty()
              : Optional.of(
                  open.opened(
                      listening(
                          "s3_port",
                          () ->
                              S3Endpoint.start(
                                  platform.objects(),
                                  server.host(),
                                  server.s3Port(),
                                  server.accessKey(),
                                  server.secretKey()))));
      S3Settings access =
          settings
              .objectStore()
              .orElseGet(() ->
                  new S3Settings(
                      s3.map(S3Endpoint::uri),
                      "us-east-1",
                      server.accessKey(),
                      server.secretKey(),
                      true));
      IcebergRestCatalog catalog =
          new IcebergRestCatalog(
              platform.tables().catalog(),
              platform.database(),
              Optional.of(new StorageAccess(access)),
              report -> log.debug("a client reports {}", report));
      RunningQueries queries = new RunningQueries();
      InstantSource clock = InstantSource.system();
      SqlEngine engine =
          open.opened(
              settings
                  .trino()
                  .<SqlEngine>map(TrinoEngine::new)
                  .orElseGet(() -> embeddedEngine(platform, queries.listed(clock))));
      TrinoProtocol trino = new TrinoProtocol(engine, queries, settings.queries(), clock);
      Orchestrator orchestrator = memory.orElseGet(() -> open.opened(platform.orchestrator()));
      RestApi api =
          RestApi.of(
              new RestApi.Parts(
                  new LocalOperations(orchestrator, project),
                  orchestrator,
                  project.map(known -> platform.variables(known, orchestrator)),
                  Optional.of(new QualityChecks(platform.tables(), engine, clock)),
                  project),
              server.host(),
              clock);
      http =
          open.opened(
              listening(
                  "port",
                  () ->
                      HttpServer.start(
                          server.host(), server.port(), List.of(catalog, trino, api))));
      // Before the server that it is part of, so that clients hear of it.
      open.opened(trino);
      open.opened(api);
      ServerRecord address =
          new ServerRecord(localAddress(http), trino.nodeId(), project.map(Project::directory));
      address.write(platform.home());
      open.opened(() -> address.remove(platform.home()));
    } catch (RuntimeException e) {
      open.closeAfter(e);
      throw e;
    }
  }

  private static SqlEngine embeddedEngine(Platform platform, QueryList queries) {
    return new StartingEngine(
        BackgroundStart.of(
            () -> EmbeddedEngine.start(platform::tables, LakehouseCatalog.NAME, queries),
            EmbeddedEngine::close));
  }

  /** Where this machine reaches a server, which may listen on all addresses. */
  private static URI localAddress(HttpServer http) {
    return switch (http.uri().getHost()) {
      case "0.0.0.0", "[::]" -> URI.create("http://127.0.0.1:" + http.port());
      default -> http.uri();
    };
  }

  /** Starts to serve a platform, which its opener closes afterwards, without a project. */
  public static RunningServer start(Platform platform) {
    return new RunningServer(platform, Optional.empty(), Optional.empty());
  }

  /**
   * Starts to serve a platform and its runs, which their openers close afterwards.
   *
   * @param project what was declared to the orchestrator
   */
  public static RunningServer start(
      Platform platform, Orchestrator orchestrator, Optional<Project> project) {
    return new RunningServer(platform, Optional.of(orchestrator), project);
  }

  /** Starts a part that listens on a port; if it cannot, the remedy names the setting. */
  private static <T> T listening(String setting, Supplier<T> start) {
    try {
      return start.get();
    } catch (LakehouseException e) {
      if (e.code() != ErrorCode.UNAVAILABLE) {
        throw e;
      }
      throw LakehouseException.of(
              e.code(),
              e.getMessage(),
              "stop the program that has the port, or choose another: 'server: {%s: N}' in lakehouse.yaml, or LAKEHOUSE_SERVER_%s=N"
                  .formatted(setting, setting.toUpperCase(Locale.ROOT)))
          .causedBy(e);
    }
  }

  /** Where the API is. */
  public URI api() {
    return http.uri().resolve(RestApi.ROOT);
  }

  /** Where the Iceberg REST catalog is. */
  public URI catalog() {
    return http.uri().resolve(IcebergRestCatalog.ROOT);
  }

  /** Where the S3 endpoint is; empty if the platform has an S3 of its own. */
  public Optional<URI> s3() {
    return s3.map(S3Endpoint::uri);
  }

  /**
   * Tells of every object that a client has written to the S3 endpoint; of none if the platform has
   * an S3 of its own.
   *
   * @param listener must be quick and not fail: the client waits for it
   */
  public void onWritten(Consumer<ObjectPath> listener) {
    s3.ifPresent(endpoint -> endpoint.onWritten(listener));
  }

  /** Where clients of Trino connect: {@code trino --server}, {@code jdbc:trino://}. */
  public URI trino() {
    return http.uri();
  }

  @Override
  public void close() {
    open.close();
  }
}
