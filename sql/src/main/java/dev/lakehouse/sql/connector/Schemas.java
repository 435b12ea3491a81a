package dev.lakehouse.sql.connector;

import static io.trino.spi.session.PropertyMetadata.stringProperty;
import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.Tables;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.SchemaNotFoundException;
import io.trino.spi.session.PropertyMetadata;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;

/** The schemas: Iceberg's namespaces of one level. Thread-safe. */
final class Schemas {
  static final List<PropertyMetadata<?>> PROPERTIES =
      List.of(
          stringProperty(
              LakehouseTableProperties.LOCATION, "Base file system location URI", null, false));

  private final Tables tables;

  Schemas(Tables tables) {
    this.tables = requireNonNull(tables, "tables is null");
  }

  boolean exists(String name) {
    return tables.catalog().namespaceExists(Namespace.of(name));
  }

  List<String> list() {
    return tables.catalog().listNamespaces().stream()
        .filter(namespace -> namespace.length() == 1)
        .map(namespace -> namespace.level(0))
        .sorted()
        .toList();
  }

  Map<String, Object> properties(String name) {
    try {
      return Map.copyOf(tables.catalog().loadNamespaceMetadata(Namespace.of(name)));
    } catch (NoSuchNamespaceException e) {
      throw new SchemaNotFoundException(name, e);
    }
  }

  void create(String name, Map<String, Object> properties) {
    Map<String, String> texts = new HashMap<>();
    properties.forEach((property, value) -> texts.put(property, (String) value));
    Optional.ofNullable(texts.get(LakehouseTableProperties.LOCATION))
        .ifPresent(
            location -> NewTables.directory(location, StandardErrorCode.INVALID_SCHEMA_PROPERTY));
    try {
      tables.definitions().createNamespace(Namespace.of(name), texts);
    } catch (LakehouseException e) {
      if (e.code() == ErrorCode.ALREADY_EXISTS) {
        throw new TrinoException(
            StandardErrorCode.SCHEMA_ALREADY_EXISTS,
            "Schema '%s' already exists".formatted(name),
            e);
      }
      throw e;
    }
  }

  void drop(String name) {
    try {
      tables.definitions().dropNamespace(Namespace.of(name));
    } catch (LakehouseException e) {
      throw switch (e.code()) {
        case NOT_FOUND -> new SchemaNotFoundException(name, e);
        case INVALID_ARGUMENT ->
            new TrinoException(
                StandardErrorCode.SCHEMA_NOT_EMPTY,
                "Cannot drop non-empty schema '%s'".formatted(name),
                e);
        default -> e;
      };
    }
  }
}
