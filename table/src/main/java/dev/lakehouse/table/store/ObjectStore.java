package dev.lakehouse.table.store;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A store of immutable objects. Thread-safe.
 *
 * <p>An object appears whole or not at all, and once a call that writes has returned it survives a
 * power failure as far as the store can promise it. Every method reports a store that does not
 * answer, refuses or is full as a {@code LakehouseException} UNAVAILABLE, and an object that is not
 * there as NOT_FOUND.
 */
public interface ObjectStore extends AutoCloseable {
  /** Makes a bucket; does nothing if it is there. */
  void createBucket(String bucket);

  /**
   * All objects whose key begins with the prefix's key, in the order of their keys; NOT_FOUND if
   * the bucket is not there.
   */
  List<ObjectInfo> list(ObjectPath prefix);

  /** What is known of an object, or empty if it is not there. */
  Optional<ObjectInfo> find(ObjectPath path);

  /** The content tag of an object: equal tags mean equal content. May read the whole object. */
  String etag(ObjectPath path);

  /** Copies a local file to an object, replacing what was there. */
  void put(Path source, ObjectPath target);

  /** Moves a file of the {@link #staging} directory to an object; the file is gone afterwards. */
  void publish(Path staged, ObjectPath target);

  /** Deletes an object; does nothing if it is not there. */
  void delete(ObjectPath path);

  /** Fetches objects, several at a time where they are remote, and keeps them until closed. */
  LocalFiles open(Collection<ObjectPath> paths);

  /**
   * A directory of this process alone, from which {@link #publish} is cheap. What a crash leaves in
   * it is removed by a later process.
   */
  Path staging();

  @Override
  void close();
}
