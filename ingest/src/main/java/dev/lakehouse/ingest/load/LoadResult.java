package dev.lakehouse.ingest.load;

import java.util.List;
import java.util.OptionalLong;

/**
 * What a load of files into a table did.
 *
 * @param outcomes what became of each file
 * @param snapshotId the commit that carries them; empty if nothing had to be committed
 * @param tableCreated true if it made the table
 * @param columnsAdded the columns that the table got
 */
public record LoadResult(
    List<FileOutcome> outcomes,
    OptionalLong snapshotId,
    boolean tableCreated,
    List<String> columnsAdded) {
  public LoadResult {
    outcomes = List.copyOf(outcomes);
    columnsAdded = List.copyOf(columnsAdded);
  }
}
