package dev.lakehouse.app.platform;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.serve.catalog.IcebergRestCatalog;
import dev.lakehouse.serve.catalog.StorageAccess;
import dev.lakehouse.serve.http.HttpServer;
import dev.lakehouse.serve.s3.S3Endpoint;
import dev.lakehouse.table.store.S3Settings;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A platform that others can reach. Thread-safe. */
public final class RunningServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RunningServer.class);

  private final HttpServer http;
  private final Optional<S3Endpoint> s3;

  private RunningServer(HttpServer http, Optional<S3Endpoint> s3) {
    this.http = http;
    this.s3 = s3;
  }

  /** Starts to serve a platform, which its opener closes afterwards. */
  public static RunningServer start(Platform platform) {
    PlatformSettings settings = platform.settings();
    PlatformSettings.Server server = settings.server();
    Optional<S3Endpoint> s3 =
        settings.objectStore().isPresent()
            ? Optional.empty()
            : Optional.of(
                listening(
                    "s3_port",
                    () ->
                        S3Endpoint.start(
                            platform.objects(),
                            server.host(),
                            server.s3Port(),
                            server.accessKey(),
                            server.secretKey())));
    try {
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
      HttpServer http =
          listening(
              "port",
              () ->
                  HttpServer.start(
                      server.host(),
                      server.port(),
                      List.of(
                          new IcebergRestCatalog(
                              platform.tables().catalog(),
                              platform.database(),
                              Optional.of(new StorageAccess(access)),
                              report -> log.debug("a client reports {}", report)))));
      return new RunningServer(http, s3);
    } catch (RuntimeException e) {
      s3.ifPresent(S3Endpoint::close);
      throw e;
    }
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

  /** Where the Iceberg REST catalog is. */
  public URI catalog() {
    return http.uri().resolve(IcebergRestCatalog.ROOT);
  }

  /** Where the S3 endpoint is; empty if the platform has an S3 of its own. */
  public Optional<URI> s3() {
    return s3.map(S3Endpoint::uri);
  }

  @Override
  public void close() {
    try {
      http.close();
    } finally {
      s3.ifPresent(S3Endpoint::close);
    }
  }
}
