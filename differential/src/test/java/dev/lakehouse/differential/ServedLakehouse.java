package dev.lakehouse.differential;

import dev.lakehouse.app.platform.Platform;
import dev.lakehouse.app.platform.PlatformSettings;
import dev.lakehouse.app.platform.PlatformSettingsReader;
import dev.lakehouse.app.platform.RunningServer;
import dev.lakehouse.table.Tables;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/** A platform that is up, with all that it serves: the catalog, the store, Trino's protocol. */
final class ServedLakehouse implements AutoCloseable {
  private final Platform platform;
  private final RunningServer server;

  /** Starts it with free ports and small limits. */
  ServedLakehouse(Path home) {
    PlatformSettings settings =
        new PlatformSettingsReader(
                Map.of(
                    "LAKEHOUSE_SERVER_PORT",
                    "0",
                    "LAKEHOUSE_SERVER_S3_PORT",
                    "0",
                    "LAKEHOUSE_ENGINE_MEMORY",
                    "512MB"))
            .withoutProject();
    platform = Platform.open(settings, home);
    try {
      server = RunningServer.start(platform);
    } catch (RuntimeException e) {
      platform.close();
      throw e;
    }
  }

  /** Its tables. */
  Tables tables() {
    return platform.tables();
  }

  /** Where its clients of Trino connect. */
  URI trino() {
    return server.trino();
  }

  /**
   * The file of the catalog {@code iceberg} on a Trino of one's own, as the documentation has it.
   */
  Map<String, String> trinoCatalog() {
    PlatformSettings.Server settings = platform.settings().server();
    return Map.of(
        "connector.name",
        "iceberg",
        "iceberg.catalog.type",
        "rest",
        "iceberg.rest-catalog.uri",
        server.catalog().toString(),
        "fs.native-s3.enabled",
        "true",
        "s3.endpoint",
        server.s3().orElseThrow().toString(),
        "s3.region",
        "us-east-1",
        "s3.path-style-access",
        "true",
        "s3.aws-access-key",
        settings.accessKey(),
        "s3.aws-secret-key",
        settings.secretKey());
  }

  @Override
  public void close() {
    try (platform) {
      server.close();
    }
  }
}
