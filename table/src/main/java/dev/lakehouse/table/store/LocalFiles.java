package dev.lakehouse.table.store;

import java.nio.file.Path;

/**
 * Objects held ready as local files until closed: no cache drops them in the meantime. The files
 * must not be written to.
 */
public interface LocalFiles extends AutoCloseable {
  /** The file with the content of an object that was asked for. */
  Path path(ObjectPath object);

  @Override
  void close();
}
