package dev.lakehouse.sql.connector;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.sql.connector.metadata.ManifestStatistics;
import dev.lakehouse.sql.connector.metadata.MetadataTables;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.scan.SnapshotSelector;
import dev.lakehouse.table.scan.TableScanner;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.connector.ColumnMetadata;
import io.trino.spi.connector.ColumnPosition;
import io.trino.spi.connector.ConnectorAccessControl;
import io.trino.spi.connector.ConnectorAnalyzeMetadata;
import io.trino.spi.connector.ConnectorMetadata;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.ConnectorTableExecuteHandle;
import io.trino.spi.connector.ConnectorTableHandle;
import io.trino.spi.connector.ConnectorTableLayout;
import io.trino.spi.connector.ConnectorTableMetadata;
import io.trino.spi.connector.ConnectorTableVersion;
import io.trino.spi.connector.ConnectorViewDefinition;
import io.trino.spi.connector.RelationColumnsMetadata;
import io.trino.spi.connector.RelationCommentMetadata;
import io.trino.spi.connector.RelationType;
import io.trino.spi.connector.RetryMode;
import io.trino.spi.connector.RowChangeParadigm;
import io.trino.spi.connector.SaveMode;
import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.connector.SystemTable;
import io.trino.spi.predicate.TupleDomain;
import io.trino.spi.security.TrinoPrincipal;
import io.trino.spi.statistics.TableStatistics;
import io.trino.spi.statistics.TableStatisticsMetadata;
import io.trino.spi.type.Type;
import io.trino.spi.type.TypeManager;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * The tables and views of a lakehouse for one transaction. A change takes place when its method is
 * called, in one commit: a statement makes one. Not thread-safe: Trino analyzes a statement in one
 * thread.
 */
final class LakehouseMetadata implements ConnectorMetadata {
  private final Tables tables;
  private final Schemas schemas;
  private final TableChanges tableChanges;
  private final ColumnChanges columnChanges;
  private final TrinoViews views;
  private final Relations relations;
  private final MetadataTables metadataTables;
  private final Maintenance maintenance;

  LakehouseMetadata(Tables tables, TypeManager types) {
    this.tables = requireNonNull(tables, "tables is null");
    this.schemas = new Schemas(tables);
    this.tableChanges = new TableChanges(tables);
    this.columnChanges = new ColumnChanges(tables.definitions());
    this.views = new TrinoViews(tables, types);
    this.relations = new Relations(tables, schemas, views);
    this.maintenance = new Maintenance(tables);
    this.metadataTables = new MetadataTables(tables, TableLayout::texts);
  }

  @Override
  public boolean schemaExists(ConnectorSession session, String schemaName) {
    return schemas.exists(schemaName);
  }

  @Override
  public List<String> listSchemaNames(ConnectorSession session) {
    return schemas.list();
  }

  @Override
  public Map<String, Object> getSchemaProperties(ConnectorSession session, String schemaName) {
    return schemas.properties(schemaName);
  }

  @Override
  public void createSchema(
      ConnectorSession session,
      String schemaName,
      Map<String, Object> properties,
      TrinoPrincipal owner) {
    schemas.create(schemaName, properties);
  }

  @Override
  public void dropSchema(ConnectorSession session, String schemaName, boolean cascade) {
    if (cascade) {
      relations.views(Optional.of(schemaName)).forEach(views::drop);
      tables.list(Namespace.of(schemaName)).forEach(tables.definitions()::drop);
    }
    schemas.drop(schemaName);
  }

  @Override
  public void renameSchema(ConnectorSession session, String source, String target) {
    throw new TrinoException(
        StandardErrorCode.NOT_SUPPORTED,
        "renameNamespace is not supported for Iceberg REST catalog");
  }

  @Override
  public List<SchemaTableName> listTables(ConnectorSession session, Optional<String> schemaName) {
    return List.copyOf(relations.types(schemaName).keySet());
  }

  @Override
  public Map<SchemaTableName, RelationType> getRelationTypes(
      ConnectorSession session, Optional<String> schemaName) {
    return relations.types(schemaName);
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
    if (name.getTableName().contains("$")) {
      // A table of metadata, which Trino asks for by itself.
      return null;
    }
    TableIdentifier identifier = TableChanges.identifier(name);
    return relations
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
  public Optional<SystemTable> getSystemTable(ConnectorSession session, SchemaTableName name) {
    return metadataTables.find(name);
  }

  @Override
  public SchemaTableName getTableName(ConnectorSession session, ConnectorTableHandle handle) {
    return TableChanges.name(table(handle).identifier());
  }

  private static LakehouseTable table(ConnectorTableHandle handle) {
    return (LakehouseTable) handle;
  }

  private static LakehouseColumn column(ColumnHandle handle) {
    return (LakehouseColumn) handle;
  }

  @Override
  public ConnectorTableMetadata getTableMetadata(
      ConnectorSession session, ConnectorTableHandle handle) {
    LakehouseTable table = table(handle);
    return new ConnectorTableMetadata(
        TableChanges.name(table.identifier()),
        TableColumns.of(table.schema()),
        LakehouseTableProperties.of(table.table()),
        Relations.comment(table.table()));
  }

  @Override
  public Map<String, ColumnHandle> getColumnHandles(
      ConnectorSession session, ConnectorTableHandle handle) {
    return TableColumns.handles(table(handle).schema());
  }

  @Override
  public ColumnMetadata getColumnMetadata(
      ConnectorSession session, ConnectorTableHandle handle, ColumnHandle column) {
    return TableColumns.of(table(handle).schema(), column(column));
  }

  @Override
  public Iterator<RelationColumnsMetadata> streamRelationColumns(
      ConnectorSession session,
      Optional<String> schemaName,
      UnaryOperator<Set<SchemaTableName>> relationFilter) {
    Map<SchemaTableName, RelationColumnsMetadata> columns = relations.columns(schemaName);
    return relationFilter.apply(columns.keySet()).stream().map(columns::get).iterator();
  }

  @Override
  public Iterator<RelationCommentMetadata> streamRelationComments(
      ConnectorSession session,
      Optional<String> schemaName,
      UnaryOperator<Set<SchemaTableName>> relationFilter) {
    Map<SchemaTableName, Optional<String>> comments = relations.comments(schemaName);
    return relationFilter.apply(comments.keySet()).stream()
        .map(name -> RelationCommentMetadata.forRelation(name, comments.get(name)))
        .iterator();
  }

  /** Says which tables will be asked for. */
  void expect(Collection<SchemaTableName> names) {
    relations.expect(names);
  }

  /** There is nothing to collect: statistics are read from the manifests, and always there. */
  @Override
  public ConnectorAnalyzeMetadata getStatisticsCollectionMetadata(
      ConnectorSession session, ConnectorTableHandle handle, Map<String, Object> properties) {
    LakehouseTable table = table(handle);
    AnalyzeProperties.check(
        properties,
        table.table().schema().columns().stream()
            .map(column -> column.name().toLowerCase(Locale.ENGLISH))
            .collect(Collectors.toSet()));
    return new ConnectorAnalyzeMetadata(table, TableStatisticsMetadata.empty());
  }

  @Override
  public TableStatistics getTableStatistics(ConnectorSession session, ConnectorTableHandle handle) {
    LakehouseTable table = table(handle);
    Map<Integer, ColumnHandle> columns = new LinkedHashMap<>();
    getColumnHandles(session, handle)
        .values()
        .forEach(column -> columns.put(column(column).fieldId(), column));
    return ManifestStatistics.of(table.table(), table.snapshot().resolve(table.table()), columns);
  }

  @Override
  public RowChangeParadigm getRowChangeParadigm(
      ConnectorSession session, ConnectorTableHandle handle) {
    return RowChangeParadigm.DELETE_ROW_AND_INSERT_ROW;
  }

  @Override
  public ColumnHandle getMergeRowIdColumnHandle(
      ConnectorSession session, ConnectorTableHandle handle) {
    return MetadataColumn.ROW_ID.handle();
  }

  @Override
  public Optional<Type> getSupportedType(
      ConnectorSession session, Map<String, Object> tableProperties, Type type) {
    Type stored = IcebergTypes.stored(type);
    return stored.getTypeSignature().equals(type.getTypeSignature())
        ? Optional.empty()
        : Optional.of(stored);
  }

  @Override
  public void createTable(
      ConnectorSession session, ConnectorTableMetadata metadata, SaveMode saveMode) {
    tableChanges.create(metadata, saveMode);
  }

  @Override
  public void dropTable(ConnectorSession session, ConnectorTableHandle handle) {
    tableChanges.drop(table(handle));
  }

  @Override
  public void truncateTable(ConnectorSession session, ConnectorTableHandle handle) {
    tableChanges.truncate(table(handle));
  }

  @Override
  public void renameTable(
      ConnectorSession session, ConnectorTableHandle handle, SchemaTableName newName) {
    tableChanges.rename(table(handle), newName);
  }

  @Override
  public void setTableProperties(
      ConnectorSession session,
      ConnectorTableHandle handle,
      Map<String, Optional<Object>> properties) {
    tableChanges.setProperties(table(handle), properties);
  }

  @Override
  public void setTableComment(
      ConnectorSession session, ConnectorTableHandle handle, Optional<String> comment) {
    tableChanges.comment(table(handle), comment);
  }

  @Override
  public void setColumnComment(
      ConnectorSession session,
      ConnectorTableHandle handle,
      ColumnHandle column,
      Optional<String> comment) {
    columnChanges.comment(table(handle), column(column), comment);
  }

  @Override
  public void addColumn(
      ConnectorSession session,
      ConnectorTableHandle handle,
      ColumnMetadata column,
      ColumnPosition position) {
    columnChanges.add(table(handle), column, position);
  }

  @Override
  public void addField(
      ConnectorSession session,
      ConnectorTableHandle handle,
      List<String> parentPath,
      String fieldName,
      Type type,
      boolean ignoreExisting) {
    columnChanges.addField(table(handle), parentPath, fieldName, type, ignoreExisting);
  }

  @Override
  public void dropColumn(
      ConnectorSession session, ConnectorTableHandle handle, ColumnHandle column) {
    columnChanges.drop(table(handle), column(column), List.of());
  }

  @Override
  public void dropField(
      ConnectorSession session,
      ConnectorTableHandle handle,
      ColumnHandle column,
      List<String> fieldPath) {
    columnChanges.drop(table(handle), column(column), fieldPath);
  }

  @Override
  public void renameColumn(
      ConnectorSession session, ConnectorTableHandle handle, ColumnHandle source, String target) {
    columnChanges.rename(table(handle), column(source), target);
  }

  @Override
  public void renameField(
      ConnectorSession session,
      ConnectorTableHandle handle,
      List<String> fieldPath,
      String target) {
    columnChanges.renameField(table(handle), fieldPath, target);
  }

  @Override
  public void setColumnType(
      ConnectorSession session, ConnectorTableHandle handle, ColumnHandle column, Type type) {
    columnChanges.setType(table(handle), column(column), type);
  }

  @Override
  public void setFieldType(
      ConnectorSession session, ConnectorTableHandle handle, List<String> fieldPath, Type type) {
    columnChanges.setFieldType(table(handle), fieldPath, type);
  }

  @Override
  public void dropNotNullConstraint(
      ConnectorSession session, ConnectorTableHandle handle, ColumnHandle column) {
    columnChanges.dropNotNull(table(handle), column(column));
  }

  @Override
  public void createView(
      ConnectorSession session,
      SchemaTableName name,
      ConnectorViewDefinition definition,
      Map<String, Object> properties,
      boolean replace) {
    views.create(name, definition, replace);
  }

  @Override
  public void renameView(ConnectorSession session, SchemaTableName source, SchemaTableName target) {
    views.rename(source, target);
  }

  @Override
  public void dropView(ConnectorSession session, SchemaTableName name) {
    views.drop(name);
  }

  @Override
  public void setViewComment(
      ConnectorSession session, SchemaTableName name, Optional<String> comment) {
    views.comment(name, comment);
  }

  @Override
  public void setViewColumnComment(
      ConnectorSession session, SchemaTableName name, String column, Optional<String> comment) {
    views.commentColumn(name, column, comment);
  }

  @Override
  public List<SchemaTableName> listViews(ConnectorSession session, Optional<String> schemaName) {
    return relations.views(schemaName);
  }

  @Override
  public Map<SchemaTableName, ConnectorViewDefinition> getViews(
      ConnectorSession session, Optional<String> schemaName) {
    return relations.definitions(schemaName);
  }

  @Override
  public boolean isView(ConnectorSession session, SchemaTableName name) {
    return views.exists(name);
  }

  @Override
  public Optional<ConnectorViewDefinition> getView(ConnectorSession session, SchemaTableName name) {
    // Asked before every table: a table and a view never share a name, and most names are tables.
    return !name.getTableName().contains("$")
            && relations.find(TableChanges.identifier(name)).isPresent()
        ? Optional.empty()
        : views.find(name);
  }

  @Override
  public Optional<ConnectorTableExecuteHandle> getTableHandleForExecute(
      ConnectorSession session,
      ConnectorAccessControl accessControl,
      ConnectorTableHandle handle,
      String procedureName,
      Map<String, Object> arguments,
      RetryMode retryMode) {
    return Optional.of(
        new ProcedureCall(
            table(handle), TableProcedure.valueOf(procedureName), arguments, TupleDomain.all()));
  }

  @Override
  public Optional<ConnectorTableLayout> getLayoutForTableExecute(
      ConnectorSession session, ConnectorTableExecuteHandle call) {
    return Optional.empty();
  }

  @Override
  public void executeTableExecute(ConnectorSession session, ConnectorTableExecuteHandle call) {
    maintenance.execute(session, (ProcedureCall) call);
  }
}
