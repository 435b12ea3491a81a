package dev.lakehouse.table.maintain;

import dev.lakehouse.table.store.LocalObjectStore;
import dev.lakehouse.table.store.ObjectStore;
import java.nio.file.Path;

class LocalExpiryTest extends ExpiryContract {
  @Override
  protected ObjectStore openStore(Path directory) {
    return LocalObjectStore.open(directory.resolve("objects"));
  }
}
