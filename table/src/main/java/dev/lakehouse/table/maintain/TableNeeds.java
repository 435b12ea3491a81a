package dev.lakehouse.table.maintain;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.catalog.LakehouseCatalog.Pointer;
import dev.lakehouse.table.store.ObjectPath;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NotFoundException;

/**
 * What is needed of the files in a table's place: by the table, and by the other tables and views
 * that have files there. Not thread-safe.
 */
final class TableNeeds {
  private final Tables tables;
  private final TableIdentifier identifier;
  private final boolean snapshots;
  private final ReferencedFiles files = new ReferencedFiles();
  // A commit writes the file with the next version before the catalog points to it.
  private int oldestVersion = Integer.MAX_VALUE;
  private Extent content = Extent.NONE;

  TableNeeds(Tables tables, TableIdentifier identifier) {
    this(tables, identifier, true);
  }

  private TableNeeds(Tables tables, TableIdentifier identifier, boolean snapshots) {
    this.tables = tables;
    this.identifier = identifier;
    this.snapshots = snapshots;
  }

  /** What is needed of metadata files alone, as of now: what snapshots refer to is not read. */
  static TableNeeds ofMetadata(Tables tables, TableIdentifier identifier) {
    TableNeeds needs = new TableNeeds(tables, identifier, false);
    needs.add();
    return needs;
  }

  /**
   * Adds what is needed as of now; what was needed before stays in.
   *
   * @return the table
   * @throws LakehouseException UNAVAILABLE if a neighbour cannot be read
   */
  Table add() {
    oldestVersion = Integer.MAX_VALUE;
    Table table = TableReading.read(tables, identifier, this::added);
    if (content.equals(Extent.NONE)) {
      content = files.content();
    }
    for (Pointer neighbour : tables.catalog().places().neighbours(identifier, table)) {
      if (neighbour.isView()) {
        files.add(neighbour.metadataLocation());
      } else {
        addNeighbour(neighbour);
      }
    }
    return table;
  }

  private void addNeighbour(Pointer neighbour) {
    try {
      TableReading.read(tables, neighbour.name(), this::added);
    } catch (NotFoundException | LakehouseException e) {
      if (e instanceof LakehouseException known && known.code() == ErrorCode.NOT_FOUND) {
        // It was dropped meanwhile, and needs nothing any more.
        return;
      }
      throw LakehouseException.of(
              ErrorCode.UNAVAILABLE,
              "%s has files in the same place as %s and cannot be read: %s"
                  .formatted(neighbour.name(), identifier, e.getMessage()),
              "restore or drop it first")
          .causedBy(e);
    }
  }

  private Table added(Table table) {
    TableMetadata metadata = ((HasTableOperations) table).operations().current();
    files.addMetadata(metadata);
    if (snapshots) {
      files.addSnapshots(metadata, table.io());
    }
    oldestVersion =
        Math.min(
            oldestVersion, MetadataFileName.version(metadata.metadataFileLocation()).orElse(-1));
    return table;
  }

  /** True for a file that is needed, or that is the metadata of a commit under way. */
  boolean has(ObjectPath file) {
    return files.contains(file) || MetadataFileName.version(file.key()).orElse(-1) > oldestVersion;
  }

  /** How much the table had of data and delete files when they were first added. */
  Extent content() {
    return content;
  }
}
