package dev.lakehouse.ingest.load;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * What became of a file.
 *
 * @param file the file
 * @param rows how many rows the table has of it now, if it was ingested
 * @param quarantined how many rows were set aside
 * @param error why it was not ingested; its earlier rows are untouched then
 * @param notes what a person should know: renamed columns, added columns
 */
public record FileOutcome(
    InputFile file, long rows, long quarantined, Optional<String> error, List<String> notes) {
  public FileOutcome {
    requireNonNull(file, "file is null");
    requireNonNull(error, "error is null");
    notes = List.copyOf(notes);
  }

  static FileOutcome ingested(InputFile file, long rows, long quarantined, List<String> notes) {
    return new FileOutcome(file, rows, quarantined, Optional.empty(), notes);
  }

  static FileOutcome failed(InputFile file, String error) {
    return new FileOutcome(file, 0, 0, Optional.of(error), List.of());
  }

  /** True if its rows are in the table. */
  public boolean succeeded() {
    return error.isEmpty();
  }
}
