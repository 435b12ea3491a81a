package dev.lakehouse.table.maintain;

import static dev.lakehouse.table.IcebergErrors.translated;
import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.store.ObjectInfo;
import dev.lakehouse.table.store.ObjectPath;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Deletes files that nobody needs: what failed or killed writers left. Thread-safe.
 *
 * <p>A file in a table's place stays if a snapshot of any of its branches and tags refers to it, if
 * it is its metadata or statistics, if another table or view of the catalog needs it, if a write of
 * the platform that is under way can have written it, or if it is younger than the retention. The
 * last is all that protects what other engines are writing.
 */
public final class OrphanFiles {
  private static final List<String> PARTS = List.of("data/", "metadata/");

  // By so much the clocks of a writer and of the store may differ.
  private static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(1);

  private final Tables tables;

  public OrphanFiles(Tables tables) {
    this.tables = requireNonNull(tables, "tables is null");
  }

  /**
   * What was found in a table's place.
   *
   * @param orphans the files that nobody needs
   * @param all how much there was in the place, orphans included
   */
  public record Found(List<ObjectInfo> orphans, Extent all) {
    public Found {
      orphans = List.copyOf(orphans);
      requireNonNull(all, "all is null");
    }

    /** How much of it nobody needs. */
    public Extent orphaned() {
      return new Extent(orphans.size(), orphans.stream().mapToLong(ObjectInfo::size).sum());
    }
  }

  /**
   * Looks for orphans.
   *
   * @param olderThan younger files stay, as a writer may be about to commit them
   * @throws LakehouseException INVALID_ARGUMENT if the table's files must not be deleted
   */
  public Found find(TableIdentifier identifier, Instant olderThan) {
    return translated("look for orphans of " + identifier, () -> found(identifier, olderThan));
  }

  /** Deletes the orphans; returns them. */
  public Found remove(TableIdentifier identifier, Instant olderThan) {
    Found found = find(identifier, olderThan);
    Deletion.delete(tables.store(), found.orphans().stream().map(ObjectInfo::path).toList());
    return found;
  }

  private Found found(TableIdentifier identifier, Instant olderThan) {
    TableNeeds needs = new TableNeeds(tables, identifier);
    Table table = needs.add();
    Deletion.requireAllowed(table);
    List<ObjectInfo> candidates = new ArrayList<>();
    Extent[] all = {Extent.NONE};
    for (String part : PARTS) {
      tables
          .store()
          .forEach(
              ObjectPath.parse(table.location()).resolve(part),
              object -> {
                all[0] = all[0].plus(object.size());
                if (object.modified().isBefore(olderThan) && !needs.has(object.path())) {
                  candidates.add(object);
                }
              });
    }
    if (!candidates.isEmpty()) {
      // A write that has put a file here is under way still, or else has committed it by now. The
      // question must come before the answer.
      Optional<Instant> oldestWrite = tables.writes().oldest();
      needs.add();
      candidates.removeIf(object ->
          needs.has(object.path())
              || oldestWrite.filter(begin -> isFrom(object, begin)).isPresent());
    }
    return new Found(candidates, all[0]);
  }

  private static boolean isFrom(ObjectInfo object, Instant begin) {
    return !object.modified().isBefore(begin.minus(CLOCK_DIFFERENCE));
  }
}
