package dev.lakehouse.maintain.log;

import static java.util.Objects.requireNonNull;
import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;

import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.maintain.run.OperationReport;
import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableChange;
import dev.lakehouse.table.TableDefinition;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.maintain.Extent;
import dev.lakehouse.table.write.ValueRows;
import java.util.Arrays;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;

/**
 * What maintenance has done: the table {@code lakehouse._maintenance_log}, which gets the rows of a
 * run in one append. Thread-safe.
 */
public final class MaintenanceLog {
  /** The table. */
  public static final TableIdentifier TABLE = TableIdentifier.of("lakehouse", "_maintenance_log");

  private static final double MILLIS_PER_SECOND = 1000;

  private static final Schema SCHEMA =
      new Schema(
          required(1, "run_id", Types.StringType.get()),
          required(2, "table_name", Types.StringType.get()),
          required(3, "operation", Types.StringType.get()),
          required(4, "status", Types.StringType.get()),
          required(5, "executed_at", Types.TimestampType.withZone()),
          required(6, "duration_seconds", Types.DoubleType.get()),
          optional(7, "details", Types.StringType.get()),
          optional(8, "files_before", Types.LongType.get()),
          optional(9, "files_after", Types.LongType.get()),
          optional(10, "bytes_before", Types.LongType.get()),
          optional(11, "bytes_after", Types.LongType.get()),
          optional(12, "error_message", Types.StringType.get()));

  private final Tables tables;

  public MaintenanceLog(Tables tables) {
    this.tables = requireNonNull(tables, "tables is null");
  }

  /**
   * Adds what became of a run's operations, in one commit; the table is made if it is missing.
   *
   * @throws LakehouseException UNAVAILABLE if the database or the store fails
   */
  public void append(List<OperationReport> reports) {
    if (reports.isEmpty()) {
      return;
    }
    try (DuckSession session = tables.session()) {
      tables.apply(
          TABLE,
          TableChange.of(
                  new RowChange.Append(
                      ValueRows.of(
                          session, SCHEMA, reports.stream().map(MaintenanceLog::values).toList())))
              .creating(TableDefinition.of(SCHEMA)));
    }
  }

  private static List<?> values(OperationReport report) {
    return Arrays.asList(
        report.runId(),
        report.table().toString(),
        report.operation().toString(),
        report.status().toString(),
        report.started(),
        report.took().toMillis() / MILLIS_PER_SECOND,
        report.summary(),
        report.before().map(Extent::files).orElse(null),
        report.after().map(Extent::files).orElse(null),
        report.before().map(Extent::bytes).orElse(null),
        report.after().map(Extent::bytes).orElse(null),
        report.failure().map(LakehouseException::getMessage).orElse(null));
  }
}
