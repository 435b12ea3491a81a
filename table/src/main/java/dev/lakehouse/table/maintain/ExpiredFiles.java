package dev.lakehouse.table.maintain;

import dev.lakehouse.table.Tables;
import dev.lakehouse.table.store.ObjectPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.PartitionStatisticsFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StatisticsFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files that only expired snapshots had. */
final class ExpiredFiles {
  private static final Logger log = LoggerFactory.getLogger(ExpiredFiles.class);

  private ExpiredFiles() {}

  /**
   * Deletes them. All that the table needs is read first: what cannot be read could need them.
   *
   * @param before the table before the snapshots expired
   * @param expired the snapshots
   */
  static SnapshotExpiry.Result delete(
      Tables tables, TableIdentifier identifier, TableMetadata before, List<Snapshot> expired) {
    TableNeeds needs = new TableNeeds(tables, identifier);
    Table table = needs.add();
    List<ManifestFile> manifests = manifests(expired, needs, table.io());
    Map<ObjectPath, Long> content = new ConcurrentHashMap<>();
    SideBySide.forEach(
        manifests,
        manifest ->
            ifThere(() ->
                Manifests.liveFiles(
                    manifest,
                    before,
                    table.io(),
                    file -> {
                      ObjectPath path = ObjectPath.parse(file.location());
                      if (!needs.has(path)) {
                        content.put(path, file.fileSizeInBytes());
                      }
                    })));
    List<ObjectPath> files = new ArrayList<>(content.keySet());
    Stream.of(
            manifests.stream().map(ManifestFile::path),
            expired.stream().map(Snapshot::manifestListLocation).filter(list -> list != null),
            statistics(before, expired))
        .flatMap(locations -> locations)
        .map(ObjectPath::parse)
        .filter(path -> !needs.has(path))
        .forEach(files::add);
    Deletion.delete(tables.store(), files);
    Extent gone =
        new Extent(content.size(), content.values().stream().mapToLong(Long::longValue).sum());
    return new SnapshotExpiry.Result(expired.size(), needs.content().plus(gone), needs.content());
  }

  private static List<ManifestFile> manifests(List<Snapshot> expired, TableNeeds needs, FileIO io) {
    Map<String, ManifestFile> manifests = new ConcurrentHashMap<>();
    SideBySide.forEach(
        expired,
        snapshot ->
            ifThere(() ->
                Manifests.ofSnapshot(
                    snapshot,
                    io,
                    manifest -> {
                      if (!manifests.containsKey(manifest.path())
                          && !needs.has(ObjectPath.parse(manifest.path()))) {
                        manifests.put(manifest.path(), manifest.copy());
                      }
                    })));
    return List.copyOf(manifests.values());
  }

  /** What has expired is an orphan, which others may be removing at the same time. */
  private static void ifThere(Runnable reading) {
    try {
      reading.run();
    } catch (NotFoundException e) {
      log.debug("a file of an expired snapshot is gone", e);
    }
  }

  private static Stream<String> statistics(TableMetadata before, List<Snapshot> expired) {
    Set<Long> ids = expired.stream().map(Snapshot::snapshotId).collect(Collectors.toSet());
    return Stream.concat(
        before.statisticsFiles().stream()
            .filter(file -> ids.contains(file.snapshotId()))
            .map(StatisticsFile::path),
        before.partitionStatisticsFiles().stream()
            .filter(file -> ids.contains(file.snapshotId()))
            .map(PartitionStatisticsFile::path));
  }
}
