package dev.lakehouse.app.platform;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.maintain.policy.MaintenancePolicies;
import dev.lakehouse.pipeline.callback.SmtpSettings;
import dev.lakehouse.pipeline.run.HistorySettings;
import dev.lakehouse.serve.trino.ProtocolSettings;
import dev.lakehouse.sql.remote.TrinoServer;
import dev.lakehouse.table.catalog.DatabaseSettings;
import dev.lakehouse.table.store.ObjectPath;
import dev.lakehouse.table.store.S3Settings;
import java.util.Optional;

/**
 * What a platform is made of.
 *
 * @param engineMemory how many bytes DuckDB may hold before it spills
 * @param engineThreads how many threads it works with
 * @param database an own PostgreSQL; empty for the embedded one
 * @param objectStore an own S3; empty for a directory in the home
 * @param cacheBytes how much of an own S3 is kept locally
 * @param warehouse where tables lie
 * @param server where a running platform is reached
 * @param queries what clients of Trino may hold there
 * @param maintenance how tables are maintained
 * @param history for how long runs are remembered
 * @param mail where callbacks send mail from; empty if they send none
 * @param trino a Trino that runs the SQL instead; empty if it runs in this process
 */
public record PlatformSettings(
    long engineMemory,
    int engineThreads,
    Optional<DatabaseSettings> database,
    Optional<S3Settings> objectStore,
    long cacheBytes,
    ObjectPath warehouse,
    Server server,
    ProtocolSettings queries,
    MaintenancePolicies maintenance,
    HistorySettings history,
    Optional<SmtpSettings> mail,
    Optional<TrinoServer> trino) {
  /**
   * Where a running platform is reached.
   *
   * @param host the address to listen on
   * @param port the port of everything but S3
   * @param s3Port the port of the S3 endpoint
   * @param accessKey the access key of the S3 endpoint
   * @param secretKey its secret key, never logged
   */
  public record Server(String host, int port, int s3Port, String accessKey, String secretKey) {
    public Server {
      requireNonNull(host, "host is null");
      requireNonNull(accessKey, "accessKey is null");
      requireNonNull(secretKey, "secretKey is null");
    }

    @Override
    public String toString() {
      return "Server[host=%s, port=%d, s3Port=%d]".formatted(host, port, s3Port);
    }
  }

  public PlatformSettings {
    requireNonNull(database, "database is null");
    requireNonNull(objectStore, "objectStore is null");
    requireNonNull(warehouse, "warehouse is null");
    requireNonNull(server, "server is null");
    requireNonNull(queries, "queries is null");
    requireNonNull(maintenance, "maintenance is null");
    requireNonNull(history, "history is null");
    requireNonNull(mail, "mail is null");
    requireNonNull(trino, "trino is null");
  }
}
