package dev.lakehouse.table;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * What a table is made of. The field ids are only for the parts of the definition to refer to each
 * other: the table gets its own.
 *
 * @param schema the columns
 * @param spec how rows are spread over files
 * @param sortOrder in which order rows lie in a file
 * @param properties Iceberg's table properties, over the catalog's defaults
 * @param location where its files lie; empty for a place that the catalog chooses
 */
public record TableDefinition(
    Schema schema,
    PartitionSpec spec,
    SortOrder sortOrder,
    Map<String, String> properties,
    Optional<String> location) {
  public TableDefinition {
    requireNonNull(schema, "schema is null");
    requireNonNull(spec, "spec is null");
    requireNonNull(sortOrder, "sortOrder is null");
    properties = Map.copyOf(properties);
    requireNonNull(location, "location is null");
  }

  /** A table in a place that the catalog chooses. */
  public TableDefinition(
      Schema schema, PartitionSpec spec, SortOrder sortOrder, Map<String, String> properties) {
    this(schema, spec, sortOrder, properties, Optional.empty());
  }

  /** A table without partitions, order or properties of its own. */
  public static TableDefinition of(Schema schema) {
    return new TableDefinition(
        schema, PartitionSpec.unpartitioned(), SortOrder.unsorted(), Map.of());
  }

  /** What makes the table in a catalog. */
  Catalog.TableBuilder builder(Catalog catalog, TableIdentifier identifier) {
    Catalog.TableBuilder builder =
        catalog
            .buildTable(identifier, schema)
            .withPartitionSpec(spec)
            .withSortOrder(sortOrder)
            .withProperties(properties);
    return location.map(builder::withLocation).orElse(builder);
  }
}
