package dev.lakehouse.sql.connector;

import dev.lakehouse.sql.type.TrinoTypes;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.types.Types;

/**
 * What Trino's table properties come to among Iceberg's: values to set, and names to remove.
 *
 * @param set Iceberg's properties by name
 * @param removed names of properties that go
 */
record PropertyUpdates(Map<String, String> set, Set<String> removed) {
  private static final String BLOOM_FILTER =
      TableProperties.PARQUET_BLOOM_FILTER_COLUMN_ENABLED_PREFIX;

  // Everything else that Iceberg knows names classes, keys or places outside the table.
  private static final List<String> EXTRA =
      List.of(
          "write.target-file-size-bytes",
          "write.delete.mode",
          "write.update.mode",
          "write.merge.mode",
          "write.metadata.metrics.",
          "write.metadata.previous-versions-max",
          "write.metadata.delete-after-commit.enabled",
          "write.parquet.",
          "commit.retry.",
          "commit.manifest",
          "history.expire.");

  PropertyUpdates {
    set = Map.copyOf(set);
    removed = Set.copyOf(removed);
  }

  /** Those of a new table. */
  static PropertyUpdates ofNewTable(
      Map<String, Object> properties, Schema schema, Optional<String> comment) {
    Map<String, Optional<Object>> given = new HashMap<>();
    properties.forEach((name, value) -> given.put(name, Optional.ofNullable(value)));
    // Trino gives all properties, those that nobody asked for with their defaults.
    given.values().removeIf(Optional::isEmpty);
    if (List.of().equals(properties.get(LakehouseTableProperties.ORC_BLOOM_FILTER_COLUMNS))) {
      given.remove(LakehouseTableProperties.ORC_BLOOM_FILTER_COLUMNS);
    }
    PropertyUpdates updates = of(given, schema, Map.of());
    Map<String, String> set = new HashMap<>(updates.set());
    comment.ifPresent(text -> set.put(TableChanges.COMMENT, text));
    return new PropertyUpdates(set, Set.of());
  }

  /**
   * Those of a change.
   *
   * @param properties Trino's properties; empty values are not given
   * @param stored Iceberg's properties as they are
   */
  static PropertyUpdates of(
      Map<String, Optional<Object>> properties, Schema schema, Map<String, String> stored) {
    Map<String, String> set = new HashMap<>();
    Set<String> removed = new TreeSet<>();
    value(properties, LakehouseTableProperties.FORMAT, FileFormatProperty.class)
        .ifPresent(format -> set.put(TableProperties.DEFAULT_FILE_FORMAT, parquet(format)));
    value(properties, LakehouseTableProperties.FORMAT_VERSION, Integer.class)
        .ifPresent(version -> set.put(TableProperties.FORMAT_VERSION, version.toString()));
    value(properties, LakehouseTableProperties.MAX_COMMIT_RETRY, Integer.class)
        .ifPresent(retries -> set.put(TableProperties.COMMIT_NUM_RETRIES, retries.toString()));
    if (properties.containsKey(LakehouseTableProperties.ORC_BLOOM_FILTER_COLUMNS)) {
      throw invalid(
          "Cannot specify %s table property for storage format: PARQUET"
              .formatted(LakehouseTableProperties.ORC_BLOOM_FILTER_COLUMNS));
    }
    value(properties, LakehouseTableProperties.PARQUET_BLOOM_FILTER_COLUMNS, List.class)
        .ifPresent(columns -> {
          List<String> names = texts(columns);
          names.forEach(column -> requireBloomFilter(schema, column));
          bloomFilterColumns(stored).stream()
              .filter(column -> !names.contains(column))
              .forEach(column -> removed.add(BLOOM_FILTER + column));
          names.forEach(column -> set.put(BLOOM_FILTER + column, "true"));
        });
    Optional<Boolean> objectStore =
        value(properties, LakehouseTableProperties.OBJECT_STORE_LAYOUT_ENABLED, Boolean.class);
    objectStore
        .filter(enabled -> enabled || stored.containsKey(TableProperties.OBJECT_STORE_ENABLED))
        .ifPresent(enabled -> set.put(TableProperties.OBJECT_STORE_ENABLED, enabled.toString()));
    value(properties, LakehouseTableProperties.DATA_LOCATION, String.class)
        .ifPresent(location -> {
          if (!objectStore.orElse(
              Boolean.parseBoolean(stored.get(TableProperties.OBJECT_STORE_ENABLED)))) {
            throw invalid("Data location can only be set when object store layout is enabled");
          }
          set.put(TableProperties.WRITE_DATA_LOCATION, location);
        });
    value(properties, LakehouseTableProperties.EXTRA_PROPERTIES, Map.class)
        .ifPresent(extra -> addExtra(set, extra));
    return new PropertyUpdates(set, removed);
  }

  /**
   * The value of one of Trino's properties; empty if it is not given.
   *
   * @throws IllegalArgumentException if it is to have none
   */
  static <T> Optional<T> value(
      Map<String, Optional<Object>> properties, String name, Class<T> type) {
    return Optional.ofNullable(properties.get(name))
        .map(value ->
            type.cast(
                value.orElseThrow(() ->
                    new IllegalArgumentException(
                        "The %s property cannot be empty".formatted(name)))));
  }

  private static String parquet(FileFormatProperty format) {
    return switch (format) {
      case PARQUET -> "PARQUET";
      case ORC, AVRO ->
          throw new TrinoException(
              StandardErrorCode.NOT_SUPPORTED,
              "The embedded engine writes Parquet files only, not " + format);
    };
  }

  static List<String> texts(List<?> values) {
    return values.stream().map(String.class::cast).toList();
  }

  private static void requireBloomFilter(Schema schema, String column) {
    Types.NestedField field = schema.findField(column);
    if (field == null) {
      throw invalid("Parquet Bloom filter column %s not present in schema".formatted(column));
    }
    boolean supported =
        switch (field.type().typeId()) {
          case INTEGER, LONG, FLOAT, DOUBLE, STRING, BINARY, UUID -> true;
          default -> false;
        };
    if (!supported) {
      throw invalid(
          "Parquet Bloom filter column %s has unsupported type %s"
              .formatted(column, TrinoTypes.of(field.type()).getDisplayName()));
    }
  }

  /** The columns for which a table asks for Bloom filters. */
  static List<String> bloomFilterColumns(Map<String, String> stored) {
    return stored.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(BLOOM_FILTER))
        .filter(entry -> Boolean.parseBoolean(entry.getValue()))
        .map(entry -> entry.getKey().substring(BLOOM_FILTER.length()))
        .sorted()
        .toList();
  }

  private static void addExtra(Map<String, String> set, Map<?, ?> extra) {
    List<String> illegal = new ArrayList<>();
    for (Map.Entry<?, ?> entry : extra.entrySet()) {
      String name = (String) entry.getKey();
      if (set.containsKey(name) || EXTRA.stream().noneMatch(name::startsWith)) {
        illegal.add(name);
      } else {
        set.put(name, (String) entry.getValue());
      }
    }
    if (!illegal.isEmpty()) {
      throw invalid("Illegal keys in extra_properties: " + illegal);
    }
  }

  private static TrinoException invalid(String message) {
    return new TrinoException(StandardErrorCode.INVALID_TABLE_PROPERTY, message);
  }
}
