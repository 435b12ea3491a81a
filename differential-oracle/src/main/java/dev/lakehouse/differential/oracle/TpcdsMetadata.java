package dev.lakehouse.differential.oracle;

import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.connector.ColumnMetadata;
import io.trino.spi.connector.ConnectorMetadata;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.ConnectorTableHandle;
import io.trino.spi.connector.ConnectorTableMetadata;
import io.trino.spi.connector.ConnectorTableVersion;
import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.CharType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.TimeType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarcharType;
import io.trino.tpcds.column.ColumnType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One schema, {@code tiny}: scale factor 0.01. */
public final class TpcdsMetadata implements ConnectorMetadata {
  static final double SCALE = 0.01;
  private static final String SCHEMA = "tiny";

  // These go over the wire as JSON, which is why they are public.
  /** A table by its name in TPC-DS. */
  public record Table(String name) implements ConnectorTableHandle {
    io.trino.tpcds.Table generated() {
      return io.trino.tpcds.Table.getTable(name);
    }
  }

  /** A column by its place in the table. */
  public record Column(String name, int position, Type type) implements ColumnHandle {}

  @Override
  public List<String> listSchemaNames(ConnectorSession session) {
    return List.of(SCHEMA);
  }

  @Override
  public ConnectorTableHandle getTableHandle(
      ConnectorSession session,
      SchemaTableName name,
      Optional<ConnectorTableVersion> start,
      Optional<ConnectorTableVersion> end) {
    boolean known =
        name.getSchemaName().equals(SCHEMA)
            && io.trino.tpcds.Table.getBaseTables().stream()
                .anyMatch(table -> table.getName().equals(name.getTableName()));
    return known ? new Table(name.getTableName()) : null;
  }

  @Override
  public ConnectorTableMetadata getTableMetadata(
      ConnectorSession session, ConnectorTableHandle table) {
    return new ConnectorTableMetadata(
        new SchemaTableName(SCHEMA, ((Table) table).name()),
        columns((Table) table).stream()
            .map(column -> new ColumnMetadata(column.name(), column.type()))
            .toList());
  }

  @Override
  public List<SchemaTableName> listTables(ConnectorSession session, Optional<String> schema) {
    return io.trino.tpcds.Table.getBaseTables().stream()
        .map(table -> new SchemaTableName(SCHEMA, table.getName()))
        .toList();
  }

  @Override
  public Map<String, ColumnHandle> getColumnHandles(
      ConnectorSession session, ConnectorTableHandle table) {
    Map<String, ColumnHandle> handles = new LinkedHashMap<>();
    columns((Table) table).forEach(column -> handles.put(column.name(), column));
    return handles;
  }

  @Override
  public ColumnMetadata getColumnMetadata(
      ConnectorSession session, ConnectorTableHandle table, ColumnHandle column) {
    return new ColumnMetadata(((Column) column).name(), ((Column) column).type());
  }

  private static List<Column> columns(Table table) {
    return Arrays.stream(table.generated().getColumns())
        .map(column -> new Column(column.getName(), column.getPosition(), type(column.getType())))
        .toList();
  }

  private static Type type(ColumnType type) {
    return switch (type.getBase()) {
      case IDENTIFIER -> BigintType.BIGINT;
      case INTEGER -> IntegerType.INTEGER;
      case DATE -> DateType.DATE;
      case DECIMAL ->
          DecimalType.createDecimalType(
              type.getPrecision().orElseThrow(), type.getScale().orElseThrow());
      case CHAR -> CharType.createCharType(type.getPrecision().orElseThrow());
      case VARCHAR -> VarcharType.createVarcharType(type.getPrecision().orElseThrow());
      case TIME -> TimeType.TIME_MILLIS;
    };
  }
}
