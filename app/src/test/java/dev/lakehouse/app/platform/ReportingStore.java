package dev.lakehouse.app.platform;

import dev.lakehouse.app.platform.Moment.Effect;
import dev.lakehouse.app.platform.Moment.Order;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.store.LocalFiles;
import dev.lakehouse.table.store.ObjectInfo;
import dev.lakehouse.table.store.ObjectPath;
import dev.lakehouse.table.store.ObjectStore;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A store that tells of every change before and after it is made. */
record ReportingStore(ObjectStore store, MomentListener listener) implements ObjectStore {
  @Override
  public void put(Path source, ObjectPath target) {
    around(Moment.ofObject(target), target, () -> store.put(source, target));
  }

  @Override
  public void publish(Path staged, ObjectPath target) {
    around(Moment.ofObject(target), target, () -> store.publish(staged, target));
  }

  @Override
  public void delete(ObjectPath path) {
    around(Effect.DELETION, path, () -> store.delete(path));
  }

  /** One by one, so that a process can be killed between any two. */
  @Override
  public Map<ObjectPath, LakehouseException> deleteAll(Collection<ObjectPath> paths) {
    paths.forEach(this::delete);
    return Map.of();
  }

  private void around(Effect effect, ObjectPath object, Runnable change) {
    String subject = Moment.subjectOf(object);
    listener.reached(new Moment(Order.BEFORE, effect, subject));
    change.run();
    listener.reached(new Moment(Order.AFTER, effect, subject));
  }

  @Override
  public void createBucket(String bucket) {
    store.createBucket(bucket);
  }

  @Override
  public void forEach(ObjectPath prefix, Consumer<ObjectInfo> action) {
    store.forEach(prefix, action);
  }

  @Override
  public Optional<ObjectInfo> find(ObjectPath path) {
    return store.find(path);
  }

  @Override
  public String etag(ObjectPath path) {
    return store.etag(path);
  }

  @Override
  public LocalFiles open(Collection<ObjectPath> paths) {
    return store.open(paths);
  }

  @Override
  public Path staging() {
    return store.staging();
  }

  @Override
  public void close() {
    store.close();
  }
}
