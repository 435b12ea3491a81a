package dev.lakehouse.table.catalog;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.io.InputFile;

/**
 * The table metadata that was read or written last, by the location of its file. Such a file never
 * changes, so what is here is never stale; which file is current is asked of the database each
 * time. Thread-safe.
 */
final class MetadataCache {
  private static final int TABLES = 64;

  private final Map<String, TableMetadata> newest =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TableMetadata> eldest) {
          return size() > TABLES;
        }
      };

  /** The metadata of a file, read if it is not here; a file that is gone is an error, not a hit. */
  TableMetadata get(InputFile file) {
    Optional<TableMetadata> known;
    synchronized (newest) {
      known = Optional.ofNullable(newest.get(file.location()));
    }
    if (known.isPresent() && file.exists()) {
      return known.get();
    }
    TableMetadata read = TableMetadataParser.read(file);
    put(file.location(), read);
    return read;
  }

  /** Keeps the metadata that was just written to a file. */
  void put(String location, TableMetadata metadata) {
    synchronized (newest) {
      newest.put(location, metadata);
    }
  }
}
