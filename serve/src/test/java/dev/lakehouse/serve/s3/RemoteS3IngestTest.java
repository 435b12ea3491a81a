package dev.lakehouse.serve.s3;

import dev.lakehouse.table.store.ObjectStore;
import dev.lakehouse.table.store.S3ObjectStore;
import dev.lakehouse.table.store.S3Settings;
import java.nio.file.Path;

/** The platform has a remote S3, with its tables there as well. */
class RemoteS3IngestTest extends S3FolderIngest {
  private static final long CACHE_BYTES = 64L << 20;

  @Override
  ObjectStore openStore(Path objects, S3Settings endpoint, Path local) {
    return S3ObjectStore.open(endpoint, local, CACHE_BYTES);
  }
}
