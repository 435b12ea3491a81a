package dev.lakehouse.table.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * What a listing says about an object.
 *
 * @param path its name
 * @param size in bytes
 * @param modified when it was last written
 * @param etag its content tag, where the store knows it without reading the object; a directory
 *     does not: ask {@link ObjectStore#etag}
 */
public record ObjectInfo(ObjectPath path, long size, Instant modified, Optional<String> etag) {
  public ObjectInfo {
    requireNonNull(path, "path is null");
    requireNonNull(modified, "modified is null");
    requireNonNull(etag, "etag is null");
  }
}
