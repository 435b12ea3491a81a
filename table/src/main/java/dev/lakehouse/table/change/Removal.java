package dev.lakehouse.table.change;

import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;

/**
 * What takes rows out of a table, ready to be committed.
 *
 * @param removedFiles data files that go as a whole
 * @param rewrittenFiles data files with the rows that remain of some of those
 * @param deleteFiles position deletes of files that stay
 * @param obsoleteDeletes position deletes of data files that go, and of no others
 * @param touchedFiles locations of the files that stay and lose rows
 * @param rows how many rows go
 */
public record Removal(
    List<DataFile> removedFiles,
    List<DataFile> rewrittenFiles,
    List<DeleteFile> deleteFiles,
    List<DeleteFile> obsoleteDeletes,
    List<String> touchedFiles,
    long rows) {
  /** No row goes. */
  public static Removal none() {
    return new Removal(List.of(), List.of(), List.of(), List.of(), List.of(), 0);
  }

  /** True if the table stays as it is. */
  public boolean isEmpty() {
    return removedFiles.isEmpty() && deleteFiles.isEmpty();
  }

  /** The locations of the files that were written for it. */
  public List<String> newLocations() {
    return Stream.concat(
            rewrittenFiles.stream().map(DataFile::location),
            deleteFiles.stream().map(DeleteFile::location))
        .toList();
  }
}
