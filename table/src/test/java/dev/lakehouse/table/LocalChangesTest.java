package dev.lakehouse.table;

import dev.lakehouse.table.store.LocalObjectStore;
import dev.lakehouse.table.store.ObjectStore;
import java.nio.file.Path;

class LocalChangesTest extends ChangesContract {
  @Override
  protected ObjectStore openStore(Path directory) {
    return LocalObjectStore.open(directory.resolve("objects"));
  }
}
