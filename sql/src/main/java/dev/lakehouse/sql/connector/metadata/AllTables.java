package dev.lakehouse.sql.connector.metadata;

import static dev.lakehouse.sql.connector.metadata.MetadataTable.column;
import static io.trino.spi.type.VarcharType.VARCHAR;

import dev.lakehouse.table.Tables;
import io.trino.spi.connector.SchemaTableName;
import java.util.List;
import java.util.function.Supplier;

/** The table {@code system.iceberg_tables} of the catalog: its tables, without its views. */
public final class AllTables {
  private static final SchemaTableName NAME = new SchemaTableName("system", "iceberg_tables");

  private AllTables() {}

  /**
   * The table.
   *
   * @param tables asked when it is read
   */
  public static MetadataTable of(Supplier<Tables> tables) {
    return new MetadataTable(
        NAME,
        List.of(column("table_schema", VARCHAR), column("table_name", VARCHAR)),
        (_, rows) ->
            tables
                .get()
                .list()
                .forEach(
                    table -> rows.accept(List.of(table.namespace().toString(), table.name()))));
  }
}
