package dev.lakehouse.table.maintain;

import dev.lakehouse.table.store.ObjectPath;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.PartitionStatisticsFile;
import org.apache.iceberg.StatisticsFile;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.io.FileIO;

/**
 * Every file that tables need: their metadata and its log, statistics, and all that any of their
 * snapshots refers to. Tables can be added again when they have changed, which reads only what is
 * new. Thread-safe.
 */
final class ReferencedFiles {
  private final LocationSet locations = new LocationSet();
  private Extent content = Extent.NONE;

  /** Adds what a table with this metadata needs beside its snapshots. */
  void addMetadata(TableMetadata table) {
    add(table.metadataFileLocation());
    table.previousFiles().stream().map(TableMetadata.MetadataLogEntry::file).forEach(this::add);
    table.statisticsFiles().stream().map(StatisticsFile::path).forEach(this::add);
    table.partitionStatisticsFiles().stream().map(PartitionStatisticsFile::path).forEach(this::add);
  }

  /**
   * Adds what its snapshots refer to.
   *
   * @throws RuntimeException if a part of it cannot be read; then nothing may be deleted
   */
  void addSnapshots(TableMetadata table, FileIO io) {
    Map<String, ManifestFile> unread = new ConcurrentHashMap<>();
    SideBySide.forEach(
        table.snapshots(),
        snapshot ->
            Manifests.ofSnapshot(
                snapshot,
                io,
                manifest -> {
                  if (!unread.containsKey(manifest.path())
                      && !contains(ObjectPath.parse(manifest.path()))) {
                    unread.put(manifest.path(), manifest.copy());
                  }
                }));
    SideBySide.forEach(
        unread.values(),
        manifest -> {
          Manifests.liveFiles(manifest, table, io, this::addContent);
          // Only now, so that one that could not be read is not taken for one that was.
          add(manifest.path());
        });
    table.snapshots().stream()
        .map(snapshot -> snapshot.manifestListLocation())
        .filter(location -> location != null)
        .forEach(this::add);
    add(table.metadataFileLocation());
    table.previousFiles().stream().map(TableMetadata.MetadataLogEntry::file).forEach(this::add);
    table.statisticsFiles().stream().map(StatisticsFile::path).forEach(this::add);
    table.partitionStatisticsFiles().stream().map(PartitionStatisticsFile::path).forEach(this::add);
  }

  /** Adds one file; false if it is there already. */
  synchronized boolean add(String location) {
    return locations.add(ObjectPath.parse(location));
  }

  private synchronized void addContent(ContentFile<?> file) {
    if (add(file.location())) {
      content = content.plus(file.fileSizeInBytes());
    }
  }

  synchronized boolean contains(ObjectPath location) {
    return locations.contains(location);
  }

  /** How much there is of data and delete files. */
  synchronized Extent content() {
    return content;
  }
}
