package dev.lakehouse.sql.connector;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.sql.type.TrinoTypes;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.Views;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.ConnectorViewDefinition;
import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.connector.ViewNotFoundException;
import io.trino.spi.type.TypeManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.view.ReplaceViewVersion;
import org.apache.iceberg.view.SQLViewRepresentation;
import org.apache.iceberg.view.UpdateViewProperties;
import org.apache.iceberg.view.View;
import org.apache.iceberg.view.ViewBuilder;
import org.apache.iceberg.view.ViewProperties;

/**
 * Views in Iceberg's format with a text in the dialect {@code trino}, as Trino keeps them in an
 * Iceberg REST catalog: either engine reads what the other wrote. Thread-safe.
 */
final class TrinoViews {
  private static final String DIALECT = "trino";
  private static final String OWNER = "trino.run-as-owner";

  private final Tables tables;
  private final Views views;
  private final TypeManager types;

  TrinoViews(Tables tables, TypeManager types) {
    this.tables = requireNonNull(tables, "tables is null");
    this.views = tables.views();
    this.types = requireNonNull(types, "types is null");
  }

  List<SchemaTableName> list(Namespace namespace) {
    return views.list(namespace).stream().map(TableChanges::name).toList();
  }

  /** The views of a schema that have a text for Trino. */
  Map<SchemaTableName, ConnectorViewDefinition> definitions(Namespace namespace) {
    Map<SchemaTableName, ConnectorViewDefinition> definitions = new LinkedHashMap<>();
    for (TableIdentifier identifier : views.list(namespace)) {
      views
          .find(identifier)
          .filter(view -> text(view).isPresent())
          .ifPresent(
              view -> definitions.put(TableChanges.name(identifier), definition(identifier, view)));
    }
    return definitions;
  }

  boolean exists(SchemaTableName name) {
    return views.find(TableChanges.identifier(name)).isPresent();
  }

  /**
   * A view, or empty if there is none.
   *
   * @throws TrinoException if it has no text for Trino
   */
  Optional<ConnectorViewDefinition> find(SchemaTableName name) {
    TableIdentifier identifier = TableChanges.identifier(name);
    return views.find(identifier).map(view -> definition(identifier, view));
  }

  private static Optional<SQLViewRepresentation> text(View view) {
    return Optional.ofNullable(view.sqlFor(DIALECT))
        .filter(text -> text.dialect().equalsIgnoreCase(DIALECT));
  }

  private static ConnectorViewDefinition definition(TableIdentifier identifier, View view) {
    SQLViewRepresentation text =
        text(view)
            .orElseThrow(() ->
                new TrinoException(
                    IcebergErrorCode.ICEBERG_UNSUPPORTED_VIEW_DIALECT,
                    "Cannot read unsupported dialect '%s' for view '%s'"
                        .formatted(
                            Optional.ofNullable(view.sqlFor(DIALECT))
                                .map(SQLViewRepresentation::dialect)
                                .orElse(""),
                            TableChanges.name(identifier))));
    Optional<String> catalog = Optional.ofNullable(view.currentVersion().defaultCatalog());
    Namespace namespace = view.currentVersion().defaultNamespace();
    Optional<String> owner = Optional.ofNullable(view.properties().get(OWNER));
    return new ConnectorViewDefinition(
        text.sql(),
        catalog,
        catalog.filter(_ -> !namespace.isEmpty()).map(_ -> namespace.toString()),
        columns(view.schema()),
        Optional.ofNullable(view.properties().get(ViewProperties.COMMENT)),
        owner,
        owner.isEmpty(),
        List.of());
  }

  private static List<ConnectorViewDefinition.ViewColumn> columns(Schema schema) {
    return schema.columns().stream()
        .map(field ->
            new ConnectorViewDefinition.ViewColumn(
                field.name(),
                TrinoTypes.of(field.type()).getTypeId(),
                Optional.ofNullable(field.doc())))
        .toList();
  }

  void create(SchemaTableName name, ConnectorViewDefinition definition, boolean replace) {
    Namespace namespace = Namespace.of(name.getSchemaName());
    views.create(
        TableChanges.identifier(name),
        builder -> fill(builder, name, definition, namespace),
        replace);
  }

  private void fill(
      ViewBuilder builder,
      SchemaTableName name,
      ConnectorViewDefinition definition,
      Namespace namespace) {
    builder
        .withSchema(schema(definition.getColumns()))
        .withQuery(DIALECT, definition.getOriginalSql())
        .withDefaultNamespace(namespace)
        .withLocation(NewTables.newLocation(tables, name));
    definition.getCatalog().ifPresent(builder::withDefaultCatalog);
    definition.getOwner().ifPresent(owner -> builder.withProperty(OWNER, owner));
    definition
        .getComment()
        .ifPresent(comment -> builder.withProperty(ViewProperties.COMMENT, comment));
  }

  private Schema schema(List<ConnectorViewDefinition.ViewColumn> columns) {
    IcebergTypes iceberg = new IcebergTypes(columns.size() + 1);
    List<Types.NestedField> fields = new ArrayList<>();
    for (ConnectorViewDefinition.ViewColumn column : columns) {
      fields.add(
          Types.NestedField.required(
              fields.size() + 1,
              column.getName(),
              iceberg.of(types.getType(column.getType())),
              column.getComment().orElse(null)));
    }
    return new Schema(fields);
  }

  void rename(SchemaTableName from, SchemaTableName to) {
    views.rename(TableChanges.identifier(from), TableChanges.identifier(to));
  }

  void drop(SchemaTableName name) {
    views.drop(TableChanges.identifier(name));
  }

  void comment(SchemaTableName name, Optional<String> comment) {
    change(
        name,
        view -> {
          UpdateViewProperties update = view.updateProperties();
          comment.ifPresentOrElse(
              text -> update.set(ViewProperties.COMMENT, text),
              () -> update.remove(ViewProperties.COMMENT));
          update.commit();
        });
  }

  void commentColumn(SchemaTableName name, String column, Optional<String> comment) {
    change(
        name,
        view -> {
          ReplaceViewVersion update =
              view.replaceVersion()
                  .withSchema(commented(view.schema(), column, comment))
                  .withDefaultCatalog(view.currentVersion().defaultCatalog())
                  .withDefaultNamespace(view.currentVersion().defaultNamespace());
          view.currentVersion().representations().stream()
              .filter(SQLViewRepresentation.class::isInstance)
              .map(SQLViewRepresentation.class::cast)
              .forEach(text -> update.withQuery(text.dialect(), text.sql()));
          update.commit();
        });
  }

  private static Schema commented(Schema schema, String column, Optional<String> comment) {
    return new Schema(
        schema.columns().stream()
            .map(field ->
                field.name().equals(column)
                    ? Types.NestedField.from(field).withDoc(comment.orElse(null)).build()
                    : field)
            .toList());
  }

  private void change(SchemaTableName name, Consumer<View> change) {
    TableIdentifier identifier = TableChanges.identifier(name);
    if (views.find(identifier).isEmpty()) {
      throw new ViewNotFoundException(name);
    }
    views.change(identifier, change);
  }
}
