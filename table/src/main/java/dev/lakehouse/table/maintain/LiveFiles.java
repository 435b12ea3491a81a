package dev.lakehouse.table.maintain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Which of some data files are in a table's current snapshot, and to how many data files each of
 * its delete files applies. Not thread-safe.
 */
final class LiveFiles {
  private final Map<String, FileScanTask> tasks = new HashMap<>();
  private final Map<String, Integer> uses = new HashMap<>();

  /** Those of the files that the table's current snapshot has, if there is one. */
  static LiveFiles of(Table table, Set<String> locations) {
    LiveFiles files = new LiveFiles();
    Snapshot snapshot = table.currentSnapshot();
    if (snapshot == null) {
      return files;
    }
    scan(
        table.newScan().useSnapshot(snapshot.snapshotId()),
        task -> {
          files.countDeletes(task);
          if (locations.contains(task.file().location())) {
            files.tasks.put(task.file().location(), task);
          }
        });
    return files;
  }

  /** Plans a scan, file by file. */
  static void scan(TableScan scan, Consumer<FileScanTask> consumer) {
    try (CloseableIterable<FileScanTask> planned = scan.planFiles()) {
      planned.forEach(consumer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Counts the deletes that apply to a file. */
  void countDeletes(FileScanTask task) {
    task.deletes().forEach(delete -> uses.merge(place(delete), 1, Integer::sum));
  }

  Optional<FileScanTask> find(String location) {
    return Optional.ofNullable(tasks.get(location));
  }

  /** True if the files are all there, and no other rows of them are deleted than before. */
  boolean hasUnchanged(FileGroup group) {
    return group.tasks().stream()
        .allMatch(task ->
            find(task.file().location())
                .filter(now -> places(now).equals(places(task)))
                .isPresent());
  }

  /** The delete files that apply to nothing any more when these files are rewritten. */
  Iterable<DeleteFile> foldedBy(Iterable<FileScanTask> rewritten) {
    Map<String, DeleteFile> folded = new HashMap<>();
    Map<String, Integer> left = new HashMap<>();
    for (FileScanTask task : rewritten) {
      for (DeleteFile delete : task.deletes()) {
        String place = place(delete);
        int others = left.getOrDefault(place, uses.get(place)) - 1;
        left.put(place, others);
        if (others == 0) {
          folded.put(place, delete);
        }
      }
    }
    return folded.values();
  }

  /** The files are rewritten: their deletes apply to so many files less. */
  void remove(Iterable<FileScanTask> rewritten) {
    for (FileScanTask task : rewritten) {
      task.deletes().forEach(delete -> uses.merge(place(delete), -1, Integer::sum));
    }
  }

  /** True if a delete file applies to any file, or did before that was rewritten. */
  boolean isUsed(DeleteFile delete) {
    return uses.containsKey(place(delete));
  }

  private static Set<String> places(FileScanTask task) {
    Set<String> places = new HashSet<>();
    task.deletes().forEach(delete -> places.add(place(delete)));
    return places;
  }

  /** A Puffin file holds the deletion vectors of many data files. */
  private static String place(DeleteFile delete) {
    return delete.location() + "#" + delete.contentOffset();
  }
}
