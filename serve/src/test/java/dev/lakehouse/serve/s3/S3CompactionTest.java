package dev.lakehouse.serve.s3;

import dev.lakehouse.table.maintain.CompactionContract;
import dev.lakehouse.table.store.ObjectStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;

class S3CompactionTest extends CompactionContract {
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
