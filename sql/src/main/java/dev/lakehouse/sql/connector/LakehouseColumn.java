package dev.lakehouse.sql.connector;

import static java.util.Objects.requireNonNull;

import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.type.Type;

/**
 * A column of a table.
 *
 * @param fieldId Iceberg's id of it
 * @param name its name in the table, in the table's case
 * @param type its type in Trino
 */
public record LakehouseColumn(int fieldId, String name, Type type) implements ColumnHandle {
  public LakehouseColumn {
    requireNonNull(name, "name is null");
    requireNonNull(type, "type is null");
  }
}
