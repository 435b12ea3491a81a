package dev.lakehouse.ingest.source;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.ingest.csv.CsvOptions;
import org.apache.iceberg.catalog.Namespace;

/**
 * A place into which people drop CSV files: each folder below it becomes a table, each file's rows
 * are replaced when the file is.
 *
 * @param name its name
 * @param location the place
 * @param namespace where the tables are
 * @param promoteTypes true if a column may get a wider type that keeps all of its values (Iceberg's
 *     promotions) when a file needs it
 * @param options how the files are written, as far as it is declared
 */
public record CsvFolderSource(
    String name,
    FolderLocation location,
    Namespace namespace,
    boolean promoteTypes,
    CsvOptions options)
    implements Source {
  public CsvFolderSource {
    requireNonNull(name, "name is null");
    requireNonNull(location, "location is null");
    requireNonNull(namespace, "namespace is null");
    requireNonNull(options, "options is null");
  }
}
