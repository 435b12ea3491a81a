package dev.lakehouse.sql.embedded;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.sql.connector.DomainExpressions;
import dev.lakehouse.sql.connector.LakehouseColumn;
import dev.lakehouse.sql.connector.LakehouseTable;
import dev.lakehouse.sql.connector.MetadataColumn;
import dev.lakehouse.sql.translate.PlanPrinter;
import dev.lakehouse.sql.trino.TrinoFrontEnd;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.duckdb.SqlText;
import dev.lakehouse.table.scan.DecimalBounds;
import dev.lakehouse.table.scan.PlannedScan;
import dev.lakehouse.table.scan.ScanRequest;
import dev.lakehouse.table.store.ObjectInfo;
import dev.lakehouse.table.store.ObjectPath;
import io.trino.sql.ir.Expression;
import io.trino.sql.ir.IrUtils;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.plan.PlanNodeId;
import io.trino.sql.planner.plan.TableScanNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
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
  private final Map<PlanNodeId, PlannedScan> plans = new HashMap<>();

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
  public Optional<DecimalBounds> bounds(TableScanNode scan, Symbol output) {
    return Optional.ofNullable(plans.get(scan.getId()))
        .flatMap(
            plan -> plan.bounds(((LakehouseColumn) scan.getAssignments().get(output)).fieldId()));
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
        DomainExpressions.covering(
            transaction.constrain(scan, IrUtils.combineConjuncts(predicate)).domains());
    PlannedScan plan =
        tables.scan(table.table(), new ScanRequest(table.snapshot(), filter, false), session);
    plans.put(scan.getId(), plan);
    planned.add(new Scan(table.identifier(), filter, fileCount(table), plan));
    boolean positions =
        columns.values().stream().anyMatch(column -> MetadataColumn.of(column).isPresent());
    if (!positions && !columns.isEmpty()) {
      // Without a SELECT around it, which DuckDB would have to plan.
      return plan.select(columns.values().stream().map(LakehouseColumn::fieldId).toList());
    }
    String items =
        columns.isEmpty()
            ? "1"
            : columns.values().stream().map(column -> item(column, plan)).collect(joining(", "));
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

  private String item(LakehouseColumn column, PlannedScan plan) {
    return MetadataColumn.of(column)
        .map(hidden -> item(hidden, plan))
        .orElseGet(() -> SqlText.name(column.name()));
  }

  private String item(MetadataColumn hidden, PlannedScan plan) {
    return switch (hidden) {
      case PATH -> PlannedScan.FILE_COLUMN;
      case ROW_ID ->
          "struct_pack(file_path := %s, pos := %s)"
              .formatted(PlannedScan.FILE_COLUMN, PlannedScan.POSITION_COLUMN);
      case PARTITION ->
          ofFile(plan, task -> SqlText.literal(task.spec().partitionToPath(task.partition())));
      case FILE_MODIFIED_TIME ->
          ofFile(
              plan,
              task ->
                  "make_timestamptz(%d)"
                      .formatted(ChronoUnit.MICROS.between(Instant.EPOCH, modified(task.file()))));
    };
  }

  /** What is the same for all rows of a file. */
  private static String ofFile(PlannedScan plan, Function<FileScanTask, String> value) {
    if (plan.tasks().isEmpty()) {
      return "NULL";
    }
    return "list_extract([%s], list_position(%s, %s))"
        .formatted(
            plan.tasks().stream().map(value).collect(joining(", ")),
            SqlText.literals(plan.tasks().stream().map(task -> task.file().location()).toList()),
            PlannedScan.FILE_COLUMN);
  }

  private Instant modified(DataFile file) {
    ObjectPath path = ObjectPath.parse(file.location());
    return tables
        .store()
        .find(path)
        .map(ObjectInfo::modified)
        .orElseThrow(() ->
            LakehouseException.of(
                dev.lakehouse.base.error.ErrorCode.UNAVAILABLE, path + " is not there any more"));
  }

  @Override
  public void close() {
    planned.forEach(scan -> scan.plan().close());
  }
}
