package dev.lakehouse.ingest.auto;

import dev.lakehouse.ingest.load.SanitizedNames;
import dev.lakehouse.table.Tables;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Which table belongs to which folder. A folder keeps its table for ever: the registry remembers
 * it, and so does the table itself, in a property that it gets when it is made.
 */
final class FolderTables {
  /** The table property with the name of the folder. */
  static final String FOLDER_PROPERTY = "lakehouse.source-folder";

  private final Tables tables;
  private final Namespace namespace;
  private final Map<String, String> tableByFolder = new TreeMap<>();
  private final Map<String, String> folderByTable = new HashMap<>();

  FolderTables(Tables tables, Namespace namespace, Map<String, IngestRegistry.Entry> registry) {
    this.tables = tables;
    this.namespace = namespace;
    registry
        .values()
        .forEach(entry -> {
          int slash = entry.fileKey().indexOf('/');
          if (slash > 0) {
            assign(entry.fileKey().substring(0, slash), entry.table());
          }
        });
  }

  /** Gives every folder a table, in the folders' order. */
  void assignAll(SortedSet<String> folders) {
    for (String folder : folders) {
      if (!tableByFolder.containsKey(folder)) {
        String base = SanitizedNames.of(folder, "table");
        String name = base;
        for (int number = 2; !isFree(name, folder); number++) {
          name = base + "_" + number;
        }
        assign(folder, name);
      }
    }
  }

  TableIdentifier table(String folder) {
    return TableIdentifier.of(namespace, tableByFolder.get(folder));
  }

  /** Says so if a folder's table is not named like the folder. */
  Optional<String> note(String folder) {
    String table = tableByFolder.get(folder);
    return table.equals(folder)
        ? Optional.empty()
        : Optional.of("folder '%s' is the table %s".formatted(folder, table));
  }

  private void assign(String folder, String table) {
    tableByFolder.put(folder, table);
    folderByTable.put(table, folder);
  }

  private boolean isFree(String name, String folder) {
    if (folderByTable.containsKey(name)) {
      return false;
    }
    Optional<Table> table = tables.find(TableIdentifier.of(namespace, name));
    return table
        .map(found -> found.properties().getOrDefault(FOLDER_PROPERTY, folder).equals(folder))
        .orElse(true);
  }
}
