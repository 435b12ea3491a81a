package dev.lakehouse.serve.s3;

import dev.lakehouse.table.store.ObjectStore;
import dev.lakehouse.table.store.S3ObjectStore;
import dev.lakehouse.table.store.S3Settings;
import java.nio.file.Path;
import java.util.Optional;

/** A remote S3 for a test: our own endpoint, in a directory. */
final class RemoteStore implements AutoCloseable {
  private static final long CACHE_BYTES = 64L << 20;

  private final S3Endpoint endpoint;
  private final Path directory;

  RemoteStore(Path directory) {
    this.directory = directory;
    this.endpoint = S3Endpoint.start(objects(), "127.0.0.1", 0, "key", "secret");
  }

  /** The server's directory. */
  Path objects() {
    return directory.resolve("s3");
  }

  /** The store as the platform sees it, through its cache. */
  ObjectStore open() {
    return open("key", "secret", directory.resolve("local"));
  }

  /** The store as somebody with these keys sees it. */
  ObjectStore open(String accessKey, String secretKey, Path local) {
    return S3ObjectStore.open(
        new S3Settings(Optional.of(endpoint.uri()), "us-east-1", accessKey, secretKey, true),
        local,
        CACHE_BYTES);
  }

  @Override
  public void close() {
    endpoint.close();
  }
}
