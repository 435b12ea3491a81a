package dev.lakehouse.ingest.auto;

import dev.lakehouse.ingest.load.LoadResult;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * What a scan of a folder found and did.
 *
 * @param listed how many CSV files there are
 * @param unchanged how many of them were ingested before and are as they were
 * @param loads what was done, by table
 * @param ignored keys that are no CSV file in a folder of its own
 * @param notes what a person should know: folders whose name could not become the table's
 */
public record ScanReport(
    int listed,
    int unchanged,
    Map<TableIdentifier, LoadResult> loads,
    List<String> ignored,
    List<String> notes) {
  public ScanReport {
    ignored = List.copyOf(ignored);
    notes = List.copyOf(notes);
  }
}
