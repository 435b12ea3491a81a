package dev.lakehouse.table.maintain;

import static dev.lakehouse.table.IcebergErrors.translated;
import static java.util.Objects.requireNonNull;

import dev.lakehouse.table.Tables;
import dev.lakehouse.table.store.ObjectInfo;
import dev.lakehouse.table.store.ObjectPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.ReachableFileUtil;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.TableIdentifier;

/** Deletes files that no snapshot knows: what failed or killed writers left. Thread-safe. */
public final class OrphanFiles {
  private static final List<String> OTHER_PLACES =
      List.of(TableProperties.WRITE_DATA_LOCATION, TableProperties.WRITE_METADATA_LOCATION);

  private final Tables tables;

  public OrphanFiles(Tables tables) {
    this.tables = requireNonNull(tables, "tables is null");
  }

  /**
   * Deletes the orphans in a table's location. Files that another table of the catalog uses in the
   * same place stay.
   *
   * @param olderThan younger files stay, as a writer may be about to commit them
   * @return how many files went
   */
  public int remove(TableIdentifier identifier, Instant olderThan) {
    return translated("clear up " + identifier, () -> removed(identifier, olderThan));
  }

  private int removed(TableIdentifier identifier, Instant olderThan) {
    Table table = tables.load(identifier);
    ObjectPath location = directory(table.location());
    // Listed before the snapshots are read: what is committed in between is not taken for an
    // orphan.
    Set<ObjectPath> candidates = new HashSet<>();
    for (String part : new String[] {"data/", "metadata/"}) {
      for (ObjectInfo object : tables.store().list(location.resolve(part))) {
        if (object.modified().isBefore(olderThan)) {
          candidates.add(object.path());
        }
      }
    }
    candidates.removeAll(reachable(tables.load(identifier)));
    for (TableIdentifier other : tables.list()) {
      if (!candidates.isEmpty() && !other.equals(identifier)) {
        tables
            .find(other)
            .filter(neighbour -> places(neighbour).anyMatch(place -> overlap(location, place)))
            .ifPresent(neighbour -> candidates.removeAll(reachable(neighbour)));
      }
    }
    candidates.forEach(tables.store()::delete);
    return candidates.size();
  }

  private static ObjectPath directory(String location) {
    return ObjectPath.parse(location.replaceFirst("/*$", "/"));
  }

  /** Where a table's files may be. */
  private static Stream<ObjectPath> places(Table table) {
    return Stream.concat(
            Stream.of(table.location()),
            OTHER_PLACES.stream().map(table.properties()::get).filter(Objects::nonNull))
        .map(OrphanFiles::directory);
  }

  private static boolean overlap(ObjectPath left, ObjectPath right) {
    return left.toString().startsWith(right.toString())
        || right.toString().startsWith(left.toString());
  }

  private static Set<ObjectPath> reachable(Table table) {
    Set<String> locations = new HashSet<>();
    Set<String> manifests = new HashSet<>();
    for (Snapshot snapshot : table.snapshots()) {
      if (snapshot.manifestListLocation() != null) {
        locations.add(snapshot.manifestListLocation());
      }
      for (ManifestFile manifest : snapshot.allManifests(table.io())) {
        if (manifests.add(manifest.path())) {
          addFiles(locations, table, manifest);
        }
      }
    }
    locations.addAll(manifests);
    locations.addAll(ReachableFileUtil.metadataFileLocations(table, false));
    locations.addAll(ReachableFileUtil.statisticsFilesLocations(table));
    locations.add(((HasTableOperations) table).operations().current().metadataFileLocation());
    Set<ObjectPath> paths = new HashSet<>();
    locations.forEach(location -> paths.add(ObjectPath.parse(location)));
    return paths;
  }

  private static void addFiles(Set<String> locations, Table table, ManifestFile manifest) {
    try (ManifestReader<? extends ContentFile<?>> files =
        manifest.content() == ManifestContent.DATA
            ? ManifestFiles.read(manifest, table.io(), table.specs())
            : ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs())) {
      for (ContentFile<?> file : files) {
        locations.add(file.location());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
