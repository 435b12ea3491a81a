package dev.lakehouse.pipeline.sensor;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.sql.SqlEngine;
import dev.lakehouse.table.catalog.LakehouseCatalog;
import dev.lakehouse.table.store.ObjectStore;
import java.util.function.Supplier;

/**
 * What sensors look at; it stays its opener's.
 *
 * @param objects where objects arrive
 * @param catalog which tables there are
 * @param sql what runs conditions; asked for each of them, and only then
 */
public record SensorInputs(ObjectStore objects, LakehouseCatalog catalog, Supplier<SqlEngine> sql) {
  public SensorInputs {
    requireNonNull(objects, "objects is null");
    requireNonNull(catalog, "catalog is null");
    requireNonNull(sql, "sql is null");
  }
}
