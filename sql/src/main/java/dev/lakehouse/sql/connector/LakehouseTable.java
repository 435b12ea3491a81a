package dev.lakehouse.sql.connector;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.table.scan.SnapshotSelector;
import io.trino.spi.connector.ConnectorTableHandle;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * A table as a statement reads it.
 *
 * @param table Iceberg's view of it, as it was when the statement began
 * @param snapshot which snapshot is read
 * @param schema the columns of that snapshot
 */
public record LakehouseTable(
    TableIdentifier identifier, Table table, SnapshotSelector snapshot, Schema schema)
    implements ConnectorTableHandle {
  public LakehouseTable {
    requireNonNull(identifier, "identifier is null");
    requireNonNull(table, "table is null");
    requireNonNull(snapshot, "snapshot is null");
    requireNonNull(schema, "schema is null");
  }
}
