package dev.lakehouse.ingest.auto;

import dev.lakehouse.ingest.source.FolderLocation;
import dev.lakehouse.table.store.LocalObjectStore;
import dev.lakehouse.table.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files are copied into a directory by hand. */
class DirectoryIngestTest extends FolderIngestContract {
  private Path root;

  @Override
  protected ObjectStore openStore(Path directory) {
    root = directory.resolve("drop");
    return LocalObjectStore.open(directory.resolve("objects"));
  }

  @Override
  protected FolderLocation location(String folder) {
    return new FolderLocation.InDirectory(root.resolve(folder));
  }

  @Override
  protected void drop(String folder, String key, byte[] content) throws IOException {
    Path file = root.resolve(folder).resolve(key);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  @Override
  protected void take(String folder, String key) throws IOException {
    Files.delete(root.resolve(folder).resolve(key));
  }
}
