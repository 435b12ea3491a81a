package dev.lakehouse.serve.s3;

import dev.lakehouse.table.store.LocalObjectStore;
import dev.lakehouse.table.store.ObjectStore;
import dev.lakehouse.table.store.S3Settings;
import java.nio.file.Path;

/** The platform reads the directory that its S3 endpoint serves. */
class EmbeddedS3IngestTest extends S3FolderIngest {
  @Override
  ObjectStore openStore(Path objects, S3Settings endpoint, Path local) {
    return LocalObjectStore.open(objects);
  }
}
