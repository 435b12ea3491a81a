package dev.lakehouse.table.maintain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/** Delete files of a table's current snapshot that apply to none of its data files. */
final class DanglingDeletes {
  private DanglingDeletes() {}

  /**
   * Finds them. They never come to apply again: a data file that is added later is newer than they
   * are, or replaces one that they apply to.
   */
  static List<DeleteFile> find(Table table) {
    Snapshot snapshot = table.currentSnapshot();
    if (snapshot == null || snapshot.deleteManifests(table.io()).isEmpty()) {
      return List.of();
    }
    LiveFiles files = LiveFiles.of(table, Set.of());
    List<DeleteFile> dangling = new ArrayList<>();
    for (ManifestFile manifest : snapshot.deleteManifests(table.io())) {
      try (ManifestReader<DeleteFile> deletes =
          ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs())) {
        for (DeleteFile delete : deletes) {
          if (!files.isUsed(delete)) {
            dangling.add(delete);
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return dangling;
  }
}
