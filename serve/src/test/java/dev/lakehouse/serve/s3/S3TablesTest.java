package dev.lakehouse.serve.s3;

import dev.lakehouse.table.TablesContract;
import dev.lakehouse.table.store.ObjectStore;
import dev.lakehouse.table.store.S3ObjectStore;
import dev.lakehouse.table.store.S3Settings;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;

/** The lakehouse's promises with its warehouse on a remote S3: our own endpoint. */
class S3TablesTest extends TablesContract {
  private static final long CACHE_BYTES = 64L << 20;

  private S3Endpoint endpoint;

  @Override
  protected ObjectStore openStore(Path directory) {
    endpoint = S3Endpoint.start(directory.resolve("s3"), "127.0.0.1", 0, "key", "secret");
    return S3ObjectStore.open(
        new S3Settings(Optional.of(endpoint.uri()), "us-east-1", "key", "secret", true),
        directory.resolve("local"),
        CACHE_BYTES);
  }

  @AfterAll
  void stop() {
    endpoint.close();
  }
}
