package dev.lakehouse.table.scan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;

/**
 * The files of scans that were planned lately: which files a snapshot has never changes, and to
 * read it in its manifests takes longer than many a query. What they take of the memory has a
 * limit. Thread-safe.
 */
final class PlannedFiles {
  private static final int SCANS = 512;
  private static final int FILES_OF_A_SCAN = 200;
  private static final long BYTES = 32L << 20;
  private static final long BYTES_OF_A_SCAN = BYTES / 8;

  /**
   * What makes two scans find the same files.
   *
   * @param schema the id of the columns that the filter names
   * @param filter as JSON, in which no two filters look the same
   */
  record Key(UUID table, long snapshot, int schema, String filter) {}

  private record Planned(List<FileScanTask> tasks, long bytes) {}

  private final SequencedMap<Key, Planned> newest = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  synchronized Optional<List<FileScanTask>> find(Key key) {
    return Optional.ofNullable(newest.get(key)).map(Planned::tasks);
  }

  /**
   * Keeps the files of a scan, unless they are too many.
   *
   * @param schema the table's columns
   */
  void put(Key key, Schema schema, List<FileScanTask> tasks) {
    if (tasks.size() > FILES_OF_A_SCAN) {
      return;
    }
    long size = PlannedBytes.of(key.filter(), schema, tasks);
    if (size <= BYTES_OF_A_SCAN) {
      put(key, new Planned(List.copyOf(tasks), size));
    }
  }

  private synchronized void put(Key key, Planned planned) {
    bytes += planned.bytes();
    Optional.ofNullable(newest.put(key, planned)).ifPresent(old -> bytes -= old.bytes());
    while (newest.size() > SCANS || bytes > BYTES) {
      bytes -= newest.pollFirstEntry().getValue().bytes();
    }
  }
}
