package dev.lakehouse.maintain.run;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.maintain.policy.Operation;
import dev.lakehouse.table.maintain.Extent;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * One thing that an operation would do to a table.
 *
 * @param what what would be rewritten, expired or removed: a partition, a snapshot, a file
 * @param extent how much there is of it
 */
public record PlannedWork(TableIdentifier table, Operation operation, String what, Extent extent) {
  public PlannedWork {
    requireNonNull(table, "table is null");
    requireNonNull(operation, "operation is null");
    requireNonNull(what, "what is null");
    requireNonNull(extent, "extent is null");
  }
}
