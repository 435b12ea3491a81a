package dev.lakehouse.table.maintain;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.store.ObjectPath;
import dev.lakehouse.table.store.ObjectStore;
import java.util.Collection;
import java.util.Map;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.util.PropertyUtil;

/** Deletes files that a table needs no more. */
final class Deletion {
  private Deletion() {}

  /**
   * Deletes files.
   *
   * @throws LakehouseException UNAVAILABLE if some could not be deleted; the others are gone
   */
  static void delete(ObjectStore store, Collection<ObjectPath> files) {
    Map<ObjectPath, LakehouseException> failures = store.deleteAll(files);
    if (!failures.isEmpty()) {
      Map.Entry<ObjectPath, LakehouseException> first = failures.entrySet().iterator().next();
      throw LakehouseException.of(
              ErrorCode.UNAVAILABLE,
              "%d of %d files could not be deleted: %s: %s"
                  .formatted(
                      failures.size(), files.size(), first.getKey(), first.getValue().getMessage()),
              first.getValue().remedy().orElse("try again: what is left is found again"))
          .causedBy(first.getValue());
    }
  }

  /** True if files of a table may be deleted at all. */
  static boolean isAllowed(Table table) {
    return PropertyUtil.propertyAsBoolean(
        table.properties(), TableProperties.GC_ENABLED, TableProperties.GC_ENABLED_DEFAULT);
  }

  static void requireAllowed(Table table) {
    if (!isAllowed(table)) {
      throw LakehouseException.of(
          ErrorCode.INVALID_ARGUMENT,
          "%s: files of this table must not be deleted: its property %s is false"
              .formatted(table.name(), TableProperties.GC_ENABLED),
          "leave it out, or set the property to true");
    }
  }
}
