package dev.lakehouse.quality.run;

import dev.lakehouse.table.CommitStamp;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.catalog.LakehouseCatalog;
import dev.lakehouse.table.scan.SnapshotSelector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;

/** The tables that one run looks at, each as it was when the run first met it. Not thread-safe. */
final class PinnedTables {
  private final Tables tables;
  private final CheckTarget target;
  private final Map<TableIdentifier, Optional<PinnedTable>> pinned = new HashMap<>();

  PinnedTables(Tables tables, CheckTarget target) {
    this.tables = tables;
    this.target = target;
  }

  /**
   * The table that is checked.
   *
   * @throws dev.lakehouse.base.error.LakehouseException NOT_FOUND if there is none, or it has no
   *     such branch or snapshot
   */
  PinnedTable target() {
    Table table = tables.load(target.table());
    PinnedTable found = PinnedTable.of(target.table(), table, selector(table).resolve(table));
    pinned.put(target.table(), Optional.of(found));
    return found;
  }

  private SnapshotSelector selector(Table table) {
    if (target.snapshotId().isPresent()) {
      return new SnapshotSelector.ById(target.snapshotId().getAsLong());
    }
    boolean empty = target.ref().equals(CommitStamp.MAIN) && table.currentSnapshot() == null;
    return empty ? new SnapshotSelector.Current() : new SnapshotSelector.ByReference(target.ref());
  }

  /** A table, if there is one of that name. */
  Optional<PinnedTable> find(TableIdentifier identifier) {
    return pinned.computeIfAbsent(
        identifier,
        name ->
            tables
                .find(name)
                .map(table ->
                    PinnedTable.of(name, table, Optional.ofNullable(table.currentSnapshot()))));
  }

  /**
   * What to read in place of a name in a statement; empty if it is that of no table of ours.
   *
   * @param name the parts of the name as far as they are written
   */
  Optional<String> relation(List<String> name) {
    String namespace = target.table().namespace().toString();
    Optional<TableIdentifier> identifier =
        switch (name.size()) {
          case 1 -> Optional.of(TableIdentifier.of(namespace, name.getFirst()));
          case 2 -> Optional.of(TableIdentifier.of(name.getFirst(), name.getLast()));
          case 3 ->
              Optional.of(TableIdentifier.of(name.get(1), name.getLast()))
                  .filter(_ -> name.getFirst().equals(LakehouseCatalog.NAME));
          default -> Optional.empty();
        };
    return identifier.flatMap(this::find).map(PinnedTable::relation);
  }
}
