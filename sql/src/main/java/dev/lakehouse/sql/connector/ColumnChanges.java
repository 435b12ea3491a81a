package dev.lakehouse.sql.connector;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.table.DefinitionChanges;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.ColumnMetadata;
import io.trino.spi.connector.ColumnPosition;
import io.trino.spi.type.Type;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Types;

/** Statements that change the columns of a table and their fields, each in one commit. */
final class ColumnChanges {
  private final DefinitionChanges definitions;

  ColumnChanges(DefinitionChanges definitions) {
    this.definitions = requireNonNull(definitions, "definitions is null");
  }

  private void update(
      LakehouseTable table, String failure, BiConsumer<Table, UpdateSchema> change) {
    definitions.change(
        table.identifier(),
        transaction ->
            Failures.commitSaying(
                failure,
                () -> {
                  UpdateSchema update = transaction.updateSchema();
                  change.accept(transaction.table(), update);
                  update.commit();
                }));
  }

  void add(LakehouseTable table, ColumnMetadata column, ColumnPosition position) {
    if (!column.isNullable()) {
      // A snapshot from before has no values for it.
      throw new TrinoException(
          StandardErrorCode.NOT_SUPPORTED,
          "This connector does not support adding not null columns");
    }
    update(
        table,
        "Failed to add column: ",
        (current, update) -> {
          update.addColumn(
              null,
              column.getName(),
              newTypes(current.schema()).of(column.getType()),
              column.getComment());
          switch (position) {
            case ColumnPosition.First _ -> update.moveFirst(column.getName());
            case ColumnPosition.After after ->
                update.moveAfter(column.getName(), after.columnName());
            case ColumnPosition.Last _ -> {}
          }
        });
  }

  /** Ids that no column has yet; Iceberg gives the new fields others of its own. */
  private static IcebergTypes newTypes(Schema schema) {
    return new IcebergTypes(schema.highestFieldId() + 2);
  }

  void addField(
      LakehouseTable table, List<String> parents, String name, Type type, boolean ignoreExisting) {
    update(
        table,
        "Failed to add field: ",
        (current, update) -> {
          Parent parent = Parent.of(current.schema(), parents);
          if (parent.type().caseInsensitiveField(name) == null) {
            update.addColumn(parent.name(), name, newTypes(current.schema()).of(type));
          } else if (!ignoreExisting) {
            throw new TrinoException(
                StandardErrorCode.COLUMN_ALREADY_EXISTS,
                "Field '%s' already exists".formatted(name));
          }
        });
  }

  void drop(LakehouseTable table, LakehouseColumn column, List<String> fieldPath) {
    String name =
        fieldPath.isEmpty() ? column.name() : column.name() + "." + String.join(".", fieldPath);
    update(
        table,
        "Failed to drop column: ",
        (current, update) -> {
          Types.NestedField field = current.schema().caseInsensitiveFindField(name);
          if (partitionsBy(current.spec(), field)) {
            throw new TrinoException(
                StandardErrorCode.NOT_SUPPORTED, "Cannot drop partition field: " + name);
          }
          if (current.specs().values().stream().anyMatch(spec -> partitionsBy(spec, field))) {
            // The files of the old partitions could not be read without it.
            throw new TrinoException(
                StandardErrorCode.NOT_SUPPORTED,
                "Cannot drop column which is used by an old partition spec: " + name);
          }
          update.deleteColumn(current.schema().findColumnName(field.fieldId()));
        });
  }

  private static boolean partitionsBy(PartitionSpec spec, Types.NestedField column) {
    return spec.fields().stream().anyMatch(field -> field.sourceId() == column.fieldId());
  }

  void rename(LakehouseTable table, LakehouseColumn column, String target) {
    update(
        table,
        "Failed to rename column: ",
        (_, update) -> update.renameColumn(column.name(), target));
  }

  void renameField(LakehouseTable table, List<String> fieldPath, String target) {
    update(
        table,
        "Failed to rename field: ",
        (current, update) ->
            update.renameColumn(
                Parent.of(current.schema(), parents(fieldPath)).child(fieldPath.getLast()),
                target));
  }

  private static List<String> parents(List<String> fieldPath) {
    return fieldPath.subList(0, fieldPath.size() - 1);
  }

  void setType(LakehouseTable table, LakehouseColumn column, Type type) {
    update(
        table,
        "Failed to set column type: ",
        (current, update) ->
            changeType(
                update,
                column.name(),
                current.schema().findType(column.name()),
                new IcebergTypes(1).of(type)));
  }

  private static void changeType(
      UpdateSchema update,
      String name,
      org.apache.iceberg.types.Type from,
      org.apache.iceberg.types.Type to) {
    if (from.equals(to)) {
      return;
    }
    if (from.isPrimitiveType() && to.isPrimitiveType()) {
      update.updateColumn(name, to.asPrimitiveType());
    } else if (from.isStructType() && to.isStructType()) {
      changeFields(update, name, from.asStructType(), to.asStructType());
    } else {
      throw new IllegalArgumentException("Cannot change type from %s to %s".formatted(from, to));
    }
  }

  private static void changeFields(
      UpdateSchema update, String name, Types.StructType from, Types.StructType to) {
    Set<String> fields = new LinkedHashSet<>();
    from.fields().forEach(field -> fields.add(field.name()));
    to.fields().forEach(field -> fields.add(field.name()));
    for (String field : fields) {
      Types.NestedField before = from.field(field);
      Types.NestedField after = to.field(field);
      String path = name + "." + field;
      if (before == null) {
        update.addColumn(name, field, after.type());
      } else if (after == null) {
        update.deleteColumn(path);
      } else {
        changeType(update, path, before.type(), after.type());
      }
    }
    Optional<String> previous = Optional.empty();
    for (Types.NestedField field : to.fields()) {
      String path = name + "." + field.name();
      previous.ifPresentOrElse(
          before -> update.moveAfter(path, before), () -> update.moveFirst(path));
      previous = Optional.of(path);
    }
  }

  void setFieldType(LakehouseTable table, List<String> fieldPath, Type type) {
    update(
        table,
        "Failed to set field type: ",
        (current, update) -> {
          Parent parent = Parent.of(current.schema(), parents(fieldPath));
          String name = parent.child(fieldPath.getLast());
          if (!current.schema().findType(name).isPrimitiveType()) {
            throw new TrinoException(
                StandardErrorCode.NOT_SUPPORTED,
                "Iceberg doesn't support changing field type from non-primitive types");
          }
          org.apache.iceberg.types.Type newType = new IcebergTypes(1).of(type);
          if (!newType.isPrimitiveType()) {
            throw new TrinoException(
                StandardErrorCode.NOT_SUPPORTED,
                "Iceberg doesn't support changing field type to non-primitive types");
          }
          update.updateColumn(name, newType.asPrimitiveType());
        });
  }

  void dropNotNull(LakehouseTable table, LakehouseColumn column) {
    update(
        table,
        "Failed to drop a not null constraint: ",
        (_, update) -> update.makeColumnOptional(column.name()));
  }

  void comment(LakehouseTable table, LakehouseColumn column, Optional<String> comment) {
    update(
        table,
        "Failed to set column comment: ",
        (_, update) -> update.updateColumnDoc(column.name(), comment.orElse(null)));
  }

  /**
   * A row that has fields, or an array of such rows.
   *
   * @param name the column or field itself, as Iceberg's updates take it for a new field
   * @param prefix what the names of its fields begin with
   */
  private record Parent(String name, String prefix, Types.StructType type) {
    private static Parent of(Schema schema, List<String> path) {
      Types.NestedField field = schema.caseInsensitiveFindField(String.join(".", path));
      String name = schema.findColumnName(field.fieldId());
      return field.type().isListType()
          ? new Parent(
              name, name + ".element", field.type().asListType().elementType().asStructType())
          : new Parent(name, name, field.type().asStructType());
    }

    private String child(String field) {
      return prefix + "." + type.caseInsensitiveField(field).name();
    }
  }
}
