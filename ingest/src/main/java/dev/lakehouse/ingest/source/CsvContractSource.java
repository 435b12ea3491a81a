package dev.lakehouse.ingest.source;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.ingest.csv.CsvOptions;
import dev.lakehouse.table.store.ObjectPath;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * A CSV file with a contract: columns and types are declared, rows are upserted by key.
 *
 * @param name its name
 * @param path the local file; absolute
 * @param uploadTo the prefix under which the file is kept in the object store, from where it is
 *     then read; empty to read it where it is
 * @param table the table that gets the rows
 * @param columns the declared columns; the field ids are only for the layout to refer to
 * @param partitions how the table is partitioned
 * @param sortOrder how the table is sorted
 * @param key the columns that identify a row
 * @param watermark how far the source has been read; empty to take the whole file each time
 * @param duplicates which of several rows with one key is taken
 * @param options how the file is written, as far as it is declared
 */
public record CsvContractSource(
    String name,
    Path path,
    Optional<ObjectPath> uploadTo,
    TableIdentifier table,
    Schema columns,
    PartitionSpec partitions,
    SortOrder sortOrder,
    List<String> key,
    Optional<Watermark> watermark,
    DuplicateRule duplicates,
    CsvOptions options)
    implements Source {
  public CsvContractSource {
    requireNonNull(name, "name is null");
    requireNonNull(path, "path is null");
    requireNonNull(uploadTo, "uploadTo is null");
    requireNonNull(table, "table is null");
    requireNonNull(columns, "columns is null");
    requireNonNull(partitions, "partitions is null");
    requireNonNull(sortOrder, "sortOrder is null");
    key = List.copyOf(key);
    requireNonNull(watermark, "watermark is null");
    requireNonNull(duplicates, "duplicates is null");
    requireNonNull(options, "options is null");
  }

  /** The same source with another file. */
  public CsvContractSource reading(Path file) {
    return new CsvContractSource(
        name,
        file,
        uploadTo,
        table,
        columns,
        partitions,
        sortOrder,
        key,
        watermark,
        duplicates,
        options);
  }

  /** Where the uploaded file lies; empty if it is not uploaded. */
  public Optional<ObjectPath> uploaded() {
    return uploadTo.map(prefix -> prefix.resolve(path.getFileName().toString()));
  }
}
