package dev.lakehouse.sql.connector;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.DefinitionChanges;
import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableChange;
import dev.lakehouse.table.TableDefinition;
import dev.lakehouse.table.Tables;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.ConnectorTableMetadata;
import io.trino.spi.connector.SaveMode;
import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.connector.TableNotFoundException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.ReplaceSortOrder;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdatePartitionSpec;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Term;

/** Statements that make, drop and change whole tables, each in one commit. Thread-safe. */
final class TableChanges {
  /** Iceberg's property in which Trino keeps a table's comment. */
  static final String COMMENT = "comment";

  private static final Set<String> UPDATABLE =
      Set.of(
          LakehouseTableProperties.EXTRA_PROPERTIES,
          LakehouseTableProperties.FORMAT,
          LakehouseTableProperties.FORMAT_VERSION,
          LakehouseTableProperties.MAX_COMMIT_RETRY,
          LakehouseTableProperties.OBJECT_STORE_LAYOUT_ENABLED,
          LakehouseTableProperties.DATA_LOCATION,
          LakehouseTableProperties.ORC_BLOOM_FILTER_COLUMNS,
          LakehouseTableProperties.PARQUET_BLOOM_FILTER_COLUMNS,
          LakehouseTableProperties.PARTITIONING,
          LakehouseTableProperties.SORTED_BY);

  private final Tables tables;
  private final NewTables newTables;
  private final DefinitionChanges definitions;

  TableChanges(Tables tables) {
    this.tables = requireNonNull(tables, "tables is null");
    this.newTables = new NewTables(tables);
    this.definitions = tables.definitions();
  }

  void create(ConnectorTableMetadata metadata, SaveMode mode) {
    TableIdentifier identifier = identifier(metadata.getTable());
    TableDefinition definition = newTables.definition(metadata, mode == SaveMode.REPLACE);
    if (mode == SaveMode.REPLACE) {
      definitions.createOrReplace(identifier, definition);
      return;
    }
    try {
      definitions.create(identifier, definition);
    } catch (LakehouseException e) {
      if (e.code() == ErrorCode.ALREADY_EXISTS) {
        if (mode == SaveMode.IGNORE) {
          return;
        }
        throw new TrinoException(
            StandardErrorCode.TABLE_ALREADY_EXISTS,
            "Table %s already exists".formatted(metadata.getTable()),
            e);
      }
      throw e;
    }
  }

  void drop(LakehouseTable table) {
    try {
      definitions.drop(table.identifier());
    } catch (LakehouseException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        throw new TableNotFoundException(name(table.identifier()), e);
      }
      throw e;
    }
  }

  void rename(LakehouseTable table, SchemaTableName to) {
    try {
      definitions.rename(table.identifier(), identifier(to));
    } catch (LakehouseException e) {
      throw new TrinoException(
          IcebergErrorCode.ICEBERG_CATALOG_ERROR,
          "Failed to rename table %s to %s".formatted(name(table.identifier()), to),
          e);
    }
  }

  void truncate(LakehouseTable table) {
    tables.apply(table.identifier(), TableChange.of(new RowChange.Truncate()));
  }

  void comment(LakehouseTable table, Optional<String> comment) {
    definitions.change(
        table.identifier(),
        transaction -> {
          UpdateProperties update = transaction.updateProperties();
          comment.ifPresentOrElse(text -> update.set(COMMENT, text), () -> update.remove(COMMENT));
          update.commit();
        });
  }

  void setProperties(LakehouseTable table, Map<String, Optional<Object>> properties) {
    Set<String> unsupported = new TreeSet<>(properties.keySet());
    unsupported.removeAll(UPDATABLE);
    if (!unsupported.isEmpty()) {
      throw new TrinoException(
          StandardErrorCode.NOT_SUPPORTED,
          "The following properties cannot be updated: " + String.join(", ", unsupported));
    }
    definitions.change(
        table.identifier(),
        transaction -> {
          Schema schema = transaction.table().schema();
          PropertyUpdates updates =
              PropertyUpdates.of(properties, schema, transaction.table().properties());
          Failures.commit(
              "Failed to set new property values",
              () -> {
                UpdateProperties update = transaction.updateProperties();
                updates.set().forEach(update::set);
                updates.removed().forEach(update::remove);
                update.commit();
              });
          texts(properties, LakehouseTableProperties.PARTITIONING)
              .ifPresent(fields -> setPartitions(transaction, fields));
          texts(properties, LakehouseTableProperties.SORTED_BY)
              .ifPresent(fields -> setSortOrder(transaction, fields));
        });
  }

  private static Optional<List<String>> texts(
      Map<String, Optional<Object>> properties, String name) {
    return PropertyUpdates.value(properties, name, List.class).map(PropertyUpdates::texts);
  }

  private static void setPartitions(Transaction transaction, List<String> fields) {
    Schema schema = transaction.table().schema();
    PartitionSpec wanted = TableLayout.partitions(schema, fields);
    Set<PartitionField> before = new HashSet<>(transaction.table().spec().fields());
    Failures.commit(
        "Failed to set new partitioning value",
        () -> {
          UpdatePartitionSpec update = transaction.updateSpec();
          before.stream()
              .filter(field -> !wanted.fields().contains(field))
              .forEach(field -> update.removeField(field.name()));
          wanted.fields().stream()
              .filter(field -> !before.contains(field))
              .forEach(field -> update.addField(field.name(), term(schema, field)));
          update.commit();
        });
  }

  private static Term term(Schema schema, PartitionField field) {
    return Expressions.transform(schema.findColumnName(field.sourceId()), field.transform());
  }

  private static void setSortOrder(Transaction transaction, List<String> fields) {
    Failures.commit(
        "Failed to set the sorted_by property",
        () -> {
          ReplaceSortOrder replace = transaction.replaceSortOrder();
          TableLayout.sortBy(replace, fields);
          replace.commit();
        });
  }

  static TableIdentifier identifier(SchemaTableName name) {
    return TableIdentifier.of(name.getSchemaName(), name.getTableName());
  }

  static SchemaTableName name(TableIdentifier identifier) {
    return new SchemaTableName(identifier.namespace().level(0), identifier.name());
  }
}
