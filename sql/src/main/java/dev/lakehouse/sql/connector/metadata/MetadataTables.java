package dev.lakehouse.sql.connector.metadata;

import dev.lakehouse.table.Tables;
import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.connector.SystemTable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.MetadataTableType;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;

/** Finds tables of metadata by names like {@code t$snapshots}. Thread-safe. */
public final class MetadataTables {
  private static final Pattern NAME = Pattern.compile("([^$@]+)\\$([a-zA-Z_]+)");

  private final Tables tables;
  private final Function<SortOrder, List<String>> sortOrderTexts;

  /**
   * @param sortOrderTexts how a sort order is written in SQL
   */
  public MetadataTables(Tables tables, Function<SortOrder, List<String>> sortOrderTexts) {
    this.tables = tables;
    this.sortOrderTexts = sortOrderTexts;
  }

  /** The table of metadata with a name; empty if the name is no such table's. */
  public Optional<SystemTable> find(SchemaTableName name) {
    Matcher matcher = NAME.matcher(name.getTableName());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return tables
        .find(TableIdentifier.of(name.getSchemaName(), matcher.group(1)))
        .flatMap(table -> of(name, matcher.group(2).toLowerCase(Locale.ENGLISH), table));
  }

  private Optional<SystemTable> of(SchemaTableName name, String kind, Table table) {
    return Optional.ofNullable(
        switch (kind) {
          case "snapshots" -> HistoryTables.snapshots(name, table);
          case "history" -> HistoryTables.history(name, table);
          case "refs" -> HistoryTables.refs(name, table);
          case "metadata_log_entries" -> HistoryTables.metadataLog(name, table);
          case "manifests" -> ManifestTables.current(name, table);
          case "all_manifests" -> ManifestTables.all(name, table);
          case "files" -> FileTables.files(name, table);
          case "entries" -> FileTables.entries(name, table, MetadataTableType.ENTRIES);
          case "all_entries" -> FileTables.entries(name, table, MetadataTableType.ALL_ENTRIES);
          case "partitions" -> PartitionsRows.partitions(name, table);
          case "properties" ->
              PropertiesRows.properties(name, table, sortOrderTexts.apply(table.sortOrder()));
          default -> null;
        });
  }
}
