package dev.lakehouse.sql.connector;

import static io.trino.spi.session.PropertyMetadata.booleanProperty;
import static io.trino.spi.session.PropertyMetadata.doubleProperty;
import static io.trino.spi.session.PropertyMetadata.enumProperty;
import static io.trino.spi.session.PropertyMetadata.integerProperty;
import static io.trino.spi.session.PropertyMetadata.stringProperty;

import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import io.trino.spi.session.PropertyMetadata;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.MapType;
import io.trino.spi.type.TypeOperators;
import io.trino.spi.type.VarcharType;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;

/**
 * The table properties of Trino's Iceberg connector: what {@code WITH (…)} and {@code SET
 * PROPERTIES} accept, and what SHOW CREATE TABLE prints of a table.
 */
final class LakehouseTableProperties {
  static final String FORMAT = "format";
  static final String PARTITIONING = "partitioning";
  static final String SORTED_BY = "sorted_by";
  static final String LOCATION = "location";
  static final String FORMAT_VERSION = "format_version";
  static final String MAX_COMMIT_RETRY = "max_commit_retry";
  static final String ORC_BLOOM_FILTER_COLUMNS = "orc_bloom_filter_columns";
  static final String ORC_BLOOM_FILTER_FPP = "orc_bloom_filter_fpp";
  static final String PARQUET_BLOOM_FILTER_COLUMNS = "parquet_bloom_filter_columns";
  static final String EXTRA_PROPERTIES = "extra_properties";
  static final String OBJECT_STORE_LAYOUT_ENABLED = "object_store_layout_enabled";
  static final String DATA_LOCATION = "data_location";

  private static final int OLDEST_FORMAT = 1;
  // The newest that Trino 476 knows, and in which position deletes are files.
  private static final int NEWEST_FORMAT = 2;
  // Iceberg's own default of 4 loses commits of concurrent appenders.
  private static final int COMMIT_RETRIES = 50;
  private static final double ORC_FPP = 0.05;

  private static final List<PropertyMetadata<?>> ALL =
      List.of(
          enumProperty(
              FORMAT,
              "File format for the table",
              FileFormatProperty.class,
              FileFormatProperty.PARQUET,
              false),
          texts(PARTITIONING, "Partition transforms", false),
          texts(SORTED_BY, "Sorted columns", false),
          stringProperty(LOCATION, "File system location URI for the table", null, false),
          integerProperty(
              FORMAT_VERSION,
              "Iceberg table format version",
              NEWEST_FORMAT,
              version ->
                  require(
                      version >= OLDEST_FORMAT && version <= NEWEST_FORMAT,
                      "format_version must be between %d and %d"
                          .formatted(OLDEST_FORMAT, NEWEST_FORMAT)),
              false),
          integerProperty(
              MAX_COMMIT_RETRY,
              "Number of times to retry a commit before failing",
              COMMIT_RETRIES,
              retries ->
                  require(retries >= 0, "max_commit_retry must be greater than or equal to 0"),
              false),
          texts(ORC_BLOOM_FILTER_COLUMNS, "ORC Bloom filter index columns", true),
          doubleProperty(
              ORC_BLOOM_FILTER_FPP,
              "ORC Bloom filter false positive probability",
              ORC_FPP,
              fpp ->
                  require(
                      fpp >= 0.0 && fpp <= 1.0,
                      "Bloom filter fpp value must be between 0.0 and 1.0"),
              false),
          texts(PARQUET_BLOOM_FILTER_COLUMNS, "Parquet Bloom filter index columns", true),
          extraProperties(),
          booleanProperty(
              OBJECT_STORE_LAYOUT_ENABLED,
              "Set to true to enable Iceberg object store file layout",
              false,
              false),
          stringProperty(
              DATA_LOCATION, "File system location URI for the table's data files", null, false));

  private LakehouseTableProperties() {}

  /** The properties that a table can be made with. */
  static List<PropertyMetadata<?>> all() {
    return ALL;
  }

  private static void require(boolean valid, String message) {
    if (!valid) {
      throw new TrinoException(StandardErrorCode.INVALID_TABLE_PROPERTY, message);
    }
  }

  private static PropertyMetadata<?> texts(String name, String description, boolean lowerCase) {
    return new PropertyMetadata<>(
        name,
        description,
        new ArrayType(VarcharType.VARCHAR),
        List.class,
        List.of(),
        false,
        value ->
            ((Collection<?>) value)
                .stream()
                    .map(String.class::cast)
                    .map(text -> lowerCase ? text.toLowerCase(Locale.ENGLISH) : text)
                    .toList(),
        value -> value);
  }

  private static PropertyMetadata<?> extraProperties() {
    return new PropertyMetadata<>(
        EXTRA_PROPERTIES,
        "Extra table properties",
        new MapType(VarcharType.VARCHAR, VarcharType.VARCHAR, new TypeOperators()),
        Map.class,
        null,
        true,
        value -> {
          Map<?, ?> given = (Map<?, ?>) value;
          Map<String, String> extra = new HashMap<>();
          for (Map.Entry<?, ?> entry : given.entrySet()) {
            require(
                entry.getValue() != null,
                "Extra table property value cannot be null '%s'".formatted(given));
            require(
                entry.getKey() != null,
                "Extra table property key cannot be null '%s'".formatted(given));
            extra.put(
                ((String) entry.getKey()).toLowerCase(Locale.ENGLISH), (String) entry.getValue());
          }
          return extra;
        },
        value -> value);
  }

  /** The values that a table has. */
  static Map<String, Object> of(Table table) {
    Map<String, String> stored = table.properties();
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put(
        FORMAT,
        FileFormatProperty.valueOf(
            stored
                .getOrDefault(
                    TableProperties.DEFAULT_FILE_FORMAT,
                    TableProperties.DEFAULT_FILE_FORMAT_DEFAULT)
                .toUpperCase(Locale.ENGLISH)));
    if (table.spec().isPartitioned()) {
      properties.put(PARTITIONING, TableLayout.texts(table.spec()));
    }
    List<String> sortOrder = TableLayout.texts(table.sortOrder());
    if (!sortOrder.isEmpty()) {
      properties.put(SORTED_BY, sortOrder);
    }
    if (!table.location().isEmpty()) {
      properties.put(LOCATION, table.location());
    }
    properties.put(FORMAT_VERSION, ((BaseTable) table).operations().current().formatVersion());
    String retries = stored.get(TableProperties.COMMIT_NUM_RETRIES);
    if (retries != null) {
      properties.put(MAX_COMMIT_RETRY, Integer.parseInt(retries));
    }
    List<String> bloomFilters = PropertyUpdates.bloomFilterColumns(stored);
    if (!bloomFilters.isEmpty()) {
      properties.put(PARQUET_BLOOM_FILTER_COLUMNS, bloomFilters);
    }
    if (Boolean.parseBoolean(stored.get(TableProperties.OBJECT_STORE_ENABLED))) {
      properties.put(OBJECT_STORE_LAYOUT_ENABLED, true);
    }
    String dataLocation = stored.get(TableProperties.WRITE_DATA_LOCATION);
    if (dataLocation != null) {
      properties.put(DATA_LOCATION, dataLocation);
    }
    return properties;
  }
}
