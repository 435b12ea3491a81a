package dev.lakehouse.ingest.source;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.table.store.ObjectPath;
import java.nio.file.Path;

/** Where dropped files lie. */
public sealed interface FolderLocation {
  /** A prefix of the object store. */
  record InStore(ObjectPath prefix) implements FolderLocation {
    public InStore {
      requireNonNull(prefix, "prefix is null");
    }
  }

  /** A directory of this machine; absolute. */
  record InDirectory(Path directory) implements FolderLocation {
    public InDirectory {
      requireNonNull(directory, "directory is null");
    }
  }
}
