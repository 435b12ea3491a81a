package dev.lakehouse.sql.embedded;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import dev.lakehouse.sql.connector.LakehouseColumn;
import dev.lakehouse.sql.connector.LakehouseTable;
import dev.lakehouse.sql.connector.MetadataColumn;
import dev.lakehouse.sql.translate.PlanPrinter;
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

/**
 * The tables that a statement reads, in its session. What is planned stays until it is closed. Not
 * thread-safe.
 */
final class TableScans implements PlanPrinter.Relations, AutoCloseable {
  private final Tables tables;
  private final DuckSession session;
  private final List<PlannedScan> planned = new ArrayList<>();

  TableScans(Tables tables, DuckSession session) {
    this.tables = requireNonNull(tables, "tables is null");
    this.session = requireNonNull(session, "session is null");
  }

  /** The scans that were planned, in their order. */
  List<PlannedScan> planned() {
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
      throw new Unsupported("the table " + scan.getTable());
    }
    Map<Symbol, LakehouseColumn> columns = new LinkedHashMap<>();
    for (Symbol symbol : outputs) {
      columns.put(symbol, (LakehouseColumn) scan.getAssignments().get(symbol));
    }
    PlannedScan plan =
        tables.scan(
            table.table(),
            new ScanRequest(table.snapshot(), IcebergPredicates.of(predicate, columns), false),
            session);
    planned.add(plan);
    boolean positions = outputs.stream().anyMatch(symbol -> isHidden(scan, symbol));
    String items =
        columns.isEmpty()
            ? "1"
            : columns.values().stream().map(TableScans::item).collect(joining(", "));
    return "SELECT %s FROM (%s)"
        .formatted(items, positions ? plan.selectWithPositions() : plan.select());
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
    planned.forEach(PlannedScan::close);
  }
}
