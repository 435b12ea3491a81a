package dev.lakehouse.sql.connector;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.table.Tables;
import dev.lakehouse.table.scan.SnapshotSelector;
import dev.lakehouse.table.scan.TableScanner;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.connector.ColumnMetadata;
import io.trino.spi.connector.ConnectorMetadata;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.ConnectorTableHandle;
import io.trino.spi.connector.ConnectorTableMetadata;
import io.trino.spi.connector.ConnectorTableVersion;
import io.trino.spi.connector.SchemaTableName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;

/**
 * The tables of a lakehouse for one transaction. Not thread-safe: Trino analyzes a statement in one
 * thread.
 */
final class LakehouseMetadata implements ConnectorMetadata {
  private final Tables tables;

  LakehouseMetadata(Tables tables) {
    this.tables = requireNonNull(tables, "tables is null");
  }

  @Override
  public boolean schemaExists(ConnectorSession session, String schemaName) {
    return tables.catalog().namespaceExists(Namespace.of(schemaName));
  }

  @Override
  public List<String> listSchemaNames(ConnectorSession session) {
    return tables.catalog().listNamespaces().stream()
        .filter(namespace -> namespace.length() == 1)
        .map(namespace -> namespace.level(0))
        .sorted()
        .toList();
  }

  @Override
  public List<SchemaTableName> listTables(ConnectorSession session, Optional<String> schemaName) {
    return schemaName.map(List::of).orElseGet(() -> listSchemaNames(session)).stream()
        .map(Namespace::of)
        .filter(namespace -> tables.catalog().namespaceExists(namespace))
        .flatMap(namespace -> tables.list(namespace).stream())
        .map(LakehouseMetadata::name)
        .toList();
  }

  private static SchemaTableName name(TableIdentifier identifier) {
    return new SchemaTableName(identifier.namespace().level(0), identifier.name());
  }

  @Override
  public ConnectorTableHandle getTableHandle(
      ConnectorSession session,
      SchemaTableName name,
      Optional<ConnectorTableVersion> startVersion,
      Optional<ConnectorTableVersion> endVersion) {
    if (startVersion.isPresent()) {
      throw new TrinoException(
          StandardErrorCode.NOT_SUPPORTED, "Read table with start version is not supported");
    }
    TableIdentifier identifier = TableIdentifier.of(name.getSchemaName(), name.getTableName());
    return tables
        .find(identifier)
        .map(table -> {
          SnapshotSelector snapshot =
              endVersion
                  .map(version -> TableVersions.selector(session, table, version))
                  .orElseGet(SnapshotSelector.Current::new);
          return new LakehouseTable(
              identifier, table, snapshot, TableScanner.schemaAt(table, snapshot));
        })
        .orElse(null);
  }

  @Override
  public ConnectorTableMetadata getTableMetadata(
      ConnectorSession session, ConnectorTableHandle handle) {
    LakehouseTable table = (LakehouseTable) handle;
    return new ConnectorTableMetadata(
        name(table.identifier()),
        table.schema().columns().stream().map(LakehouseMetadata::column).toList());
  }

  private static ColumnMetadata column(Types.NestedField field) {
    return ColumnMetadata.builder()
        .setName(field.name())
        .setType(TrinoTypes.of(field.type()))
        .setNullable(field.isOptional())
        .setComment(Optional.ofNullable(field.doc()))
        .build();
  }

  @Override
  public Map<String, ColumnHandle> getColumnHandles(
      ConnectorSession session, ConnectorTableHandle handle) {
    Map<String, ColumnHandle> columns = new LinkedHashMap<>();
    for (Types.NestedField field : ((LakehouseTable) handle).schema().columns()) {
      columns.put(
          field.name().toLowerCase(Locale.ENGLISH),
          new LakehouseColumn(field.fieldId(), field.name(), TrinoTypes.of(field.type())));
    }
    return columns;
  }

  @Override
  public ColumnMetadata getColumnMetadata(
      ConnectorSession session, ConnectorTableHandle handle, ColumnHandle column) {
    return column(
        ((LakehouseTable) handle).schema().findField(((LakehouseColumn) column).fieldId()));
  }
}
