package dev.lakehouse.table;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;

/**
 * What a table is made of. The field ids are only for the parts of the definition to refer to each
 * other: the table gets its own.
 *
 * @param schema the columns
 * @param spec how rows are spread over files
 * @param sortOrder in which order rows lie in a file
 * @param properties Iceberg's table properties, over the catalog's defaults
 */
public record TableDefinition(
    Schema schema, PartitionSpec spec, SortOrder sortOrder, Map<String, String> properties) {
  public TableDefinition {
    requireNonNull(schema, "schema is null");
    requireNonNull(spec, "spec is null");
    requireNonNull(sortOrder, "sortOrder is null");
    properties = Map.copyOf(properties);
  }

  /** A table without partitions, order or properties of its own. */
  public static TableDefinition of(Schema schema) {
    return new TableDefinition(
        schema, PartitionSpec.unpartitioned(), SortOrder.unsorted(), Map.of());
  }
}
