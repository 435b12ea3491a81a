package dev.lakehouse.sql.connector.metadata;

import static dev.lakehouse.sql.connector.metadata.MetadataTable.column;
import static io.trino.spi.type.VarcharType.VARCHAR;

import io.trino.spi.connector.SchemaTableName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;

/** The table {@code "t$properties"}. */
final class PropertiesRows {
  private static final Set<String> OWN =
      Set.of("provider", "format", "current-snapshot-id", "location", "format-version");

  private PropertiesRows() {}

  static MetadataTable properties(SchemaTableName name, Table table, List<String> sortOrder) {
    return new MetadataTable(
        name,
        List.of(column("key", VARCHAR), column("value", VARCHAR)),
        (_, rows) ->
            values(table, sortOrder).forEach((key, value) -> rows.accept(List.of(key, value))));
  }

  private static Map<String, String> values(Table table, List<String> sortOrder) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put(
        "format",
        "iceberg/"
            + table
                .properties()
                .getOrDefault(
                    TableProperties.DEFAULT_FILE_FORMAT,
                    TableProperties.DEFAULT_FILE_FORMAT_DEFAULT));
    values.put("provider", "iceberg");
    values.put(
        "current-snapshot-id",
        table.currentSnapshot() == null
            ? "none"
            : Long.toString(table.currentSnapshot().snapshotId()));
    values.put("location", table.location());
    values.put(
        "format-version",
        Integer.toString(((HasTableOperations) table).operations().current().formatVersion()));
    if (!sortOrder.isEmpty()) {
      values.put("sort-order", String.join(", ", sortOrder));
    }
    table
        .properties()
        .forEach((key, value) -> {
          if (!OWN.contains(key)) {
            values.put(key, value);
          }
        });
    return values;
  }
}
