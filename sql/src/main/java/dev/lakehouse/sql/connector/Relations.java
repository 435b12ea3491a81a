package dev.lakehouse.sql.connector;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.table.Tables;
import io.trino.spi.connector.ConnectorViewDefinition;
import io.trino.spi.connector.RelationColumnsMetadata;
import io.trino.spi.connector.RelationType;
import io.trino.spi.connector.SchemaTableName;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * What tables and views there are, in a schema or in all. Belongs to one transaction, in which a
 * table stays as it was when it was first asked for. Not thread-safe.
 */
final class Relations {
  private final Tables tables;
  private final Schemas schemas;
  private final TrinoViews views;
  private final Map<TableIdentifier, Table> found = new HashMap<>();
  private final Set<TableIdentifier> expected = new LinkedHashSet<>();

  Relations(Tables tables, Schemas schemas, TrinoViews views) {
    this.tables = requireNonNull(tables, "tables is null");
    this.schemas = requireNonNull(schemas, "schemas is null");
    this.views = requireNonNull(views, "views is null");
  }

  /** A table; names of views are none. */
  Optional<Table> find(TableIdentifier identifier) {
    Table known = found.get(identifier);
    if (known != null) {
      return Optional.of(known);
    }
    // Asking for all of them takes no longer than asking for one.
    expected.add(identifier);
    found.putAll(tables.find(expected));
    expected.clear();
    return Optional.ofNullable(found.get(identifier));
  }

  /** Says which tables will be asked for. */
  void expect(Collection<SchemaTableName> names) {
    names.stream()
        .map(TableChanges::identifier)
        .filter(identifier -> !found.containsKey(identifier))
        .forEach(expected::add);
  }

  private Stream<Namespace> namespaces(Optional<String> schema) {
    return schema.map(List::of).orElseGet(schemas::list).stream()
        .filter(name -> schema.isEmpty() || schemas.exists(name))
        .map(Namespace::of);
  }

  private List<TableIdentifier> tables(Optional<String> schema) {
    return namespaces(schema).flatMap(namespace -> tables.list(namespace).stream()).toList();
  }

  List<SchemaTableName> views(Optional<String> schema) {
    return namespaces(schema).flatMap(namespace -> views.list(namespace).stream()).toList();
  }

  Map<SchemaTableName, ConnectorViewDefinition> definitions(Optional<String> schema) {
    Map<SchemaTableName, ConnectorViewDefinition> definitions = new LinkedHashMap<>();
    namespaces(schema).forEach(namespace -> definitions.putAll(views.definitions(namespace)));
    return definitions;
  }

  Map<SchemaTableName, RelationType> types(Optional<String> schema) {
    Map<SchemaTableName, RelationType> types = new LinkedHashMap<>();
    tables(schema).forEach(table -> types.put(TableChanges.name(table), RelationType.TABLE));
    views(schema).forEach(view -> types.put(view, RelationType.VIEW));
    return types;
  }

  Map<SchemaTableName, RelationColumnsMetadata> columns(Optional<String> schema) {
    Map<SchemaTableName, RelationColumnsMetadata> columns = new LinkedHashMap<>();
    loaded(schema)
        .forEach((name, table) ->
            columns.put(
                name, RelationColumnsMetadata.forTable(name, TableColumns.of(table.schema()))));
    definitions(schema)
        .forEach((name, view) ->
            columns.put(name, RelationColumnsMetadata.forView(name, view.getColumns())));
    return columns;
  }

  Map<SchemaTableName, Optional<String>> comments(Optional<String> schema) {
    Map<SchemaTableName, Optional<String>> comments = new LinkedHashMap<>();
    loaded(schema).forEach((name, table) -> comments.put(name, comment(table)));
    definitions(schema).forEach((name, view) -> comments.put(name, view.getComment()));
    return comments;
  }

  static Optional<String> comment(Table table) {
    return Optional.ofNullable(table.properties().get(TableChanges.COMMENT));
  }

  private Map<SchemaTableName, Table> loaded(Optional<String> schema) {
    Map<SchemaTableName, Table> loaded = new LinkedHashMap<>();
    // One that was dropped since the listing is left out.
    tables
        .find(tables(schema))
        .forEach((name, table) -> loaded.put(TableChanges.name(name), table));
    return loaded;
  }
}
