package dev.lakehouse.sql.embedded;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import dev.lakehouse.sql.connector.LakehouseColumn;
import dev.lakehouse.sql.connector.LakehouseTable;
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
  public String select(TableScanNode scan, List<Expression> predicate) {
    if (!(scan.getTable().connectorHandle() instanceof LakehouseTable table)) {
      throw new Unsupported("the table " + scan.getTable());
    }
    Map<Symbol, LakehouseColumn> columns = new LinkedHashMap<>();
    for (Symbol symbol : scan.getOutputSymbols()) {
      columns.put(symbol, (LakehouseColumn) scan.getAssignments().get(symbol));
    }
    PlannedScan plan =
        tables.scan(
            table.table(),
            new ScanRequest(table.snapshot(), IcebergPredicates.of(predicate, columns), false),
            session);
    planned.add(plan);
    String items =
        columns.isEmpty()
            ? "1"
            : columns.values().stream()
                .map(column -> SqlText.name(column.name()))
                .collect(joining(", "));
    return "SELECT %s FROM (%s)".formatted(items, plan.select());
  }

  @Override
  public void close() {
    planned.forEach(PlannedScan::close);
  }
}
