package dev.lakehouse.sql.connector;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.TableDefinition;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.store.ObjectPath;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.ConnectorTableMetadata;
import io.trino.spi.connector.SchemaNotFoundException;
import io.trino.spi.connector.SchemaTableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/** What CREATE TABLE and CREATE TABLE AS make, out of what Trino says of the table. Thread-safe. */
public final class NewTables {
  private final Tables tables;

  public NewTables(Tables tables) {
    this.tables = requireNonNull(tables, "tables is null");
  }

  /**
   * The definition of a table, whose schema is there and whose place in the store is its own and
   * empty.
   *
   * @param metadata columns, properties and comment of the table
   * @param replace true if a table of this name becomes the new one, in the place where it is
   * @throws TrinoException for what Trino's Iceberg connector refuses
   */
  public TableDefinition definition(ConnectorTableMetadata metadata, boolean replace) {
    SchemaTableName name = metadata.getTable();
    Namespace namespace = Namespace.of(name.getSchemaName());
    if (!tables.catalog().namespaceExists(namespace)) {
      throw new SchemaNotFoundException(name.getSchemaName());
    }
    Map<String, Object> properties = metadata.getProperties();
    Schema schema = IcebergTypes.schema(metadata.getColumns());
    return new TableDefinition(
        schema,
        TableLayout.partitions(schema, texts(properties, LakehouseTableProperties.PARTITIONING)),
        TableLayout.sortOrder(schema, texts(properties, LakehouseTableProperties.SORTED_BY)),
        PropertyUpdates.ofNewTable(properties, schema, metadata.getComment()).set(),
        Optional.of(location(namespace, name, properties, replace)));
  }

  private static List<String> texts(Map<String, Object> properties, String name) {
    List<?> values = (List<?>) properties.getOrDefault(name, List.of());
    return values.stream().map(String.class::cast).toList();
  }

  private String location(
      Namespace namespace, SchemaTableName name, Map<String, Object> properties, boolean replace) {
    Optional<String> given =
        Optional.ofNullable((String) properties.get(LakehouseTableProperties.LOCATION))
            .map(NewTables::withoutSlash);
    Optional<Table> replaced =
        replace
            ? tables.find(TableIdentifier.of(namespace, name.getTableName()))
            : Optional.empty();
    if (replaced.isPresent()) {
      String existing = replaced.get().location();
      if (given.filter(location -> !location.equals(withoutSlash(existing))).isPresent()) {
        throw new TrinoException(
            StandardErrorCode.INVALID_TABLE_PROPERTY,
            "The provided location '%s' does not match the existing table location '%s'"
                .formatted(given.get(), existing));
      }
      return existing;
    }
    return given.map(this::requireEmpty).orElseGet(() -> newLocation(tables, name));
  }

  /** A place of its own, so that a later table of the same name does not meet this one's files. */
  static String newLocation(Tables tables, SchemaTableName name) {
    String schemaLocation =
        tables
            .catalog()
            .loadNamespaceMetadata(Namespace.of(name.getSchemaName()))
            .get(LakehouseTableProperties.LOCATION);
    return "%s/%s-%s"
        .formatted(
            withoutSlash(schemaLocation),
            name.getTableName(),
            UUID.randomUUID().toString().replace("-", ""));
  }

  /**
   * The directory of a location.
   *
   * @param refusal what it is called if it is in no store
   */
  static ObjectPath directory(String location, StandardErrorCode refusal) {
    try {
      return ObjectPath.parse(withoutSlash(location) + "/");
    } catch (LakehouseException e) {
      throw new TrinoException(refusal, "Invalid location: " + e.getMessage(), e);
    }
  }

  private String requireEmpty(String location) {
    ObjectPath directory = directory(location, StandardErrorCode.INVALID_TABLE_PROPERTY);
    if (!tables.store().list(directory).isEmpty()) {
      throw new TrinoException(
          IcebergErrorCode.ICEBERG_FILESYSTEM_ERROR,
          "Cannot create a table on a non-empty location: " + location);
    }
    return location;
  }

  static String withoutSlash(String location) {
    return location.replaceFirst("/+$", "");
  }
}
