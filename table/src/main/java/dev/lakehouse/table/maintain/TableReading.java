package dev.lakehouse.table.maintain;

import dev.lakehouse.table.Tables;
import java.util.function.Function;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a table's metadata while others change the table. Snapshots can expire, and their files go,
 * between the moment in which the table is loaded and that in which they are read.
 */
final class TableReading {
  private static final Logger log = LoggerFactory.getLogger(TableReading.class);
  private static final int ATTEMPTS = 20;

  private TableReading() {}

  /**
   * Loads a table and reads it; once more if a file is missing and the table has changed since.
   *
   * @param reading what it does stays when it is done again
   * @throws NotFoundException if a file is missing that the table has still
   */
  static <T> T read(Tables tables, TableIdentifier identifier, Function<Table, T> reading) {
    for (int attempt = 1; ; attempt++) {
      Table table = tables.load(identifier);
      String metadata = metadata(table);
      try {
        return reading.apply(table);
      } catch (NotFoundException e) {
        if (attempt == ATTEMPTS || metadata(tables.load(identifier)).equals(metadata)) {
          throw e;
        }
        log.debug("{} was changed while it was read", identifier, e);
      }
    }
  }

  private static String metadata(Table table) {
    return ((HasTableOperations) table).operations().current().metadataFileLocation();
  }
}
