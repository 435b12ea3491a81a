package dev.lakehouse.sql.embedded;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import dev.lakehouse.sql.connector.LakehouseColumn;
import dev.lakehouse.sql.connector.LakehouseTable;
import dev.lakehouse.sql.connector.MetadataColumn;
import dev.lakehouse.sql.translate.PlanPrinter;
import dev.lakehouse.sql.trino.TrinoFrontEnd;
import dev.lakehouse.sql.type.Unsupported;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.duckdb.SqlText;
import dev.lakehouse.table.scan.PlannedScan;
import dev.lakehouse.table.scan.ScanRequest;
import io.trino.sql.ir.Expression;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.plan.TableScanNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * The tables that a statement reads, in its session. What is planned stays until it is closed. Not
 * thread-safe.
 */
final class TableScans implements PlanPrinter.Relations, AutoCloseable {
  private final Tables tables;
  private final TrinoFrontEnd.Transaction transaction;
  private final DuckSession session;
  private final List<Scan> planned = new ArrayList<>();

  /**
   * A scan that was planned.
   *
   * @param filter what was used to leave out files
   */
  record Scan(
      TableIdentifier table,
      org.apache.iceberg.expressions.Expression filter,
      Optional<Long> fileCount,
      PlannedScan plan) {
    /** How many data files the snapshot has, as text. */
    String allFiles() {
      return fileCount.map(count -> Long.toString(count)).orElse("?");
    }
  }

  TableScans(Tables tables, TrinoFrontEnd.Transaction transaction, DuckSession session) {
    this.tables = requireNonNull(tables, "tables is null");
    this.transaction = requireNonNull(transaction, "transaction is null");
    this.session = requireNonNull(session, "session is null");
  }

  /** The scans that were planned, in their order. */
  List<Scan> planned() {
    return List.copyOf(planned);
  }

  @Override
  public boolean isHidden(TableScanNode scan, Symbol output) {
    return scan.getAssignments().get(output) instanceof LakehouseColumn column
        && MetadataColumn.of(column).isPresent();
  }

  @Override
  public String select(TableScanNode scan, List<Symbol> outputs, List<Expression> predicate) {
    if (!(scan.getTable().connectorHandle() instanceof LakehouseTable table)) {
      return new SystemScan(transaction, session).select(scan, outputs, predicate);
    }
    Map<Symbol, LakehouseColumn> columns = new LinkedHashMap<>();
    for (Symbol symbol : outputs) {
      columns.put(symbol, (LakehouseColumn) scan.getAssignments().get(symbol));
    }
    org.apache.iceberg.expressions.Expression filter =
        IcebergPredicates.of(predicate.stream().map(transaction::fold).toList(), columns);
    PlannedScan plan =
        tables.scan(table.table(), new ScanRequest(table.snapshot(), filter, false), session);
    planned.add(new Scan(table.identifier(), filter, fileCount(table), plan));
    boolean positions = outputs.stream().anyMatch(symbol -> isHidden(scan, symbol));
    String items =
        columns.isEmpty()
            ? "1"
            : columns.values().stream().map(TableScans::item).collect(joining(", "));
    return "SELECT %s FROM (%s)"
        .formatted(items, positions ? plan.selectWithPositions() : plan.select());
  }

  private static Optional<Long> fileCount(LakehouseTable table) {
    return table
        .snapshot()
        .resolve(table.table())
        .map(snapshot -> snapshot.summary().get(SnapshotSummary.TOTAL_DATA_FILES_PROP))
        .map(Long::valueOf);
  }

  private static String item(LakehouseColumn column) {
    return MetadataColumn.of(column)
        .map(hidden ->
            switch (hidden) {
              case PATH -> PlannedScan.FILE_COLUMN;
              case ROW_ID ->
                  "struct_pack(file_path := %s, pos := %s)"
                      .formatted(PlannedScan.FILE_COLUMN, PlannedScan.POSITION_COLUMN);
              case PARTITION, FILE_MODIFIED_TIME ->
                  throw new Unsupported("the column " + column.name());
            })
        .orElseGet(() -> SqlText.name(column.name()));
  }

  @Override
  public void close() {
    planned.forEach(scan -> scan.plan().close());
  }
}
