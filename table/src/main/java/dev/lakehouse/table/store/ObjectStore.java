package dev.lakehouse.table.store;

import dev.lakehouse.base.error.LakehouseException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

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
  default List<ObjectInfo> list(ObjectPath prefix) {
    List<ObjectInfo> objects = new ArrayList<>();
    forEach(prefix, objects::add);
    objects.sort(Comparator.comparing(object -> object.path().key()));
    return objects;
  }

  /** The same objects in any order and one by one, for more of them than memory has room for. */
  void forEach(ObjectPath prefix, Consumer<ObjectInfo> action);

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

  /**
   * Deletes objects, many at a time; those that are not there are passed over.
   *
   * @return those that could not be deleted, each with the reason; all others are gone
   */
  Map<ObjectPath, LakehouseException> deleteAll(Collection<ObjectPath> paths);

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
