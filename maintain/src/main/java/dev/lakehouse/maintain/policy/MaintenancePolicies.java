package dev.lakehouse.maintain.policy;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.LakehouseException;
import java.util.Map;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * How tables are maintained. For each setting the first of these counts that says something: what
 * the project says of the table, what the table's properties say, what the project says of all
 * tables, the default. Immutable.
 *
 * @param ofAll what the project says of all tables
 * @param ofTables what it says of one, by the name ({@code lakehouse.sales})
 */
public record MaintenancePolicies(PolicySettings ofAll, Map<String, PolicySettings> ofTables) {
  /** The defaults, for all tables. */
  public static final MaintenancePolicies DEFAULT =
      new MaintenancePolicies(PolicySettings.NONE, Map.of());

  public MaintenancePolicies {
    requireNonNull(ofAll, "ofAll is null");
    ofTables = Map.copyOf(ofTables);
  }

  /**
   * The policy of a table.
   *
   * @param properties the table's properties
   * @throws LakehouseException INVALID_ARGUMENT if one of them is no number of its kind
   */
  public MaintenancePolicy of(TableIdentifier table, Map<String, String> properties) {
    return ofTables
        .getOrDefault(table.toString(), PolicySettings.NONE)
        .or(PolicySettings.of(properties))
        .or(ofAll)
        .policy();
  }
}
