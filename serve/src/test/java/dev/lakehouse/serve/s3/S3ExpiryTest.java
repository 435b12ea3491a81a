package dev.lakehouse.serve.s3;

import dev.lakehouse.table.maintain.ExpiryContract;
import dev.lakehouse.table.store.ObjectStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;

class S3ExpiryTest extends ExpiryContract {
  private RemoteStore remote;

  @Override
  protected ObjectStore openStore(Path directory) {
    remote = new RemoteStore(directory);
    return remote.open();
  }

  @AfterAll
  void stop() {
    remote.close();
  }
}
