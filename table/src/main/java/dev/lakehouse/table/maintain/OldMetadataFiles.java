package dev.lakehouse.table.maintain;

import static dev.lakehouse.table.IcebergErrors.translated;
import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.store.ObjectInfo;
import dev.lakehouse.table.store.ObjectPath;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Deletes metadata files that the log in the current one names no more: what commits leave if the
 * property {@code write.metadata.delete-after-commit.enabled} is false, and what killed ones leave.
 * Thread-safe.
 *
 * <p>No retention is needed. A commit that is under way writes the file of the next version; one
 * with the version of the current file or an earlier one has been overtaken and will fail.
 */
public final class OldMetadataFiles {
  private final Tables tables;

  public OldMetadataFiles(Tables tables) {
    this.tables = requireNonNull(tables, "tables is null");
  }

  /**
   * What was found.
   *
   * @param old the files that nobody needs
   * @param all how much there is of metadata files, these included
   */
  public record Found(List<ObjectInfo> old, Extent all) {
    public Found {
      old = List.copyOf(old);
      requireNonNull(all, "all is null");
    }

    /** How much of it nobody needs. */
    public Extent unneeded() {
      return new Extent(old.size(), old.stream().mapToLong(ObjectInfo::size).sum());
    }
  }

  /**
   * Looks for such files.
   *
   * @throws LakehouseException INVALID_ARGUMENT if the table's files must not be deleted
   */
  public Found find(TableIdentifier identifier) {
    return translated("look for old metadata of " + identifier, () -> found(identifier));
  }

  /** Deletes them; returns them. */
  public Found remove(TableIdentifier identifier) {
    Found found = find(identifier);
    Deletion.delete(tables.store(), found.old().stream().map(ObjectInfo::path).toList());
    return found;
  }

  private Found found(TableIdentifier identifier) {
    List<ObjectInfo> files = new ArrayList<>();
    Table listed = tables.load(identifier);
    Deletion.requireAllowed(listed);
    tables
        .store()
        .forEach(
            ObjectPath.parse(listed.location()).resolve("metadata/"),
            object -> {
              if (MetadataFileName.version(object.path().key()).isPresent()) {
                files.add(object);
              }
            });
    TableNeeds needs = TableNeeds.ofMetadata(tables, identifier);
    return new Found(
        files.stream().filter(object -> !needs.has(object.path())).toList(),
        new Extent(files.size(), files.stream().mapToLong(ObjectInfo::size).sum()));
  }
}
