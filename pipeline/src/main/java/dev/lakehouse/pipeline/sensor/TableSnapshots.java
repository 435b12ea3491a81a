package dev.lakehouse.pipeline.sensor;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.table.catalog.LakehouseCatalog;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * The newest snapshots of tables: one question to the catalog for all of them, and only those that
 * have changed are read. Not thread-safe.
 */
final class TableSnapshots {
  /** What a table has that has no snapshot. */
  static final String NONE = "none";

  private final LakehouseCatalog catalog;
  private final Map<TableIdentifier, Known> known = new HashMap<>();

  private record Known(String metadataLocation, Newest newest) {}

  TableSnapshots(LakehouseCatalog catalog) {
    this.catalog = requireNonNull(catalog, "catalog is null");
  }

  /** What a table has. */
  static final class Newest {
    private final Table table;

    private Newest(Table table) {
      this.table = table;
    }

    /** The id of its newest snapshot; {@link #NONE} if it has none. */
    String id() {
      return Optional.ofNullable(table.currentSnapshot())
          .map(snapshot -> Long.toString(snapshot.snapshotId()))
          .orElse(NONE);
    }

    /** True if rows have changed since another snapshot, and not only the files they are in. */
    boolean hasChangedSince(String before) {
      Snapshot snapshot = table.currentSnapshot();
      while (snapshot != null && !Long.toString(snapshot.snapshotId()).equals(before)) {
        if (!DataOperations.REPLACE.equals(snapshot.operation())) {
          return true;
        }
        // If the older ones are expired, nobody knows what they did.
        Long parent = snapshot.parentId();
        if (parent == null || table.snapshot(parent) == null) {
          return true;
        }
        snapshot = table.snapshot(parent);
      }
      return false;
    }
  }

  /** The newest snapshots of tables; those that are not there are left out. */
  Map<TableIdentifier, Newest> of(Collection<TableIdentifier> tables) {
    Set<TableIdentifier> wanted = Set.copyOf(tables);
    Map<TableIdentifier, String> locations = new HashMap<>();
    catalog.pointers().stream()
        .filter(pointer -> !pointer.isView() && wanted.contains(pointer.name()))
        .forEach(pointer -> locations.put(pointer.name(), pointer.metadataLocation()));
    Set<TableIdentifier> moved = new HashSet<>();
    Map<TableIdentifier, Newest> found = new HashMap<>();
    locations.forEach((table, location) -> {
      Known last = known.get(table);
      if (last != null && last.metadataLocation().equals(location)) {
        found.put(table, last.newest());
      } else {
        moved.add(table);
      }
    });
    catalog
        .loadTables(moved)
        .forEach((table, loaded) -> {
          Newest newest = new Newest(loaded);
          known.put(table, new Known(locations.get(table), newest));
          found.put(table, newest);
        });
    known.keySet().retainAll(locations.keySet());
    return found;
  }
}
