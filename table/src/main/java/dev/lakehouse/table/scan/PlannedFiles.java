package dev.lakehouse.table.scan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.FileScanTask;

/**
 * The files of scans that were planned lately: which files a snapshot has never changes, and to
 * read it in its manifests takes longer than many a query. Thread-safe.
 */
final class PlannedFiles {
  private static final int SCANS = 512;
  private static final int FILES_OF_A_SCAN = 200;

  /**
   * What makes two scans find the same files.
   *
   * @param schema the id of the columns that the filter names
   * @param filter as JSON, in which no two filters look the same
   */
  record Key(UUID table, long snapshot, int schema, String filter) {}

  private final Map<Key, List<FileScanTask>> newest =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, List<FileScanTask>> eldest) {
          return size() > SCANS;
        }
      };

  synchronized Optional<List<FileScanTask>> find(Key key) {
    return Optional.ofNullable(newest.get(key));
  }

  synchronized void put(Key key, List<FileScanTask> tasks) {
    if (tasks.size() <= FILES_OF_A_SCAN) {
      newest.put(key, List.copyOf(tasks));
    }
  }
}
