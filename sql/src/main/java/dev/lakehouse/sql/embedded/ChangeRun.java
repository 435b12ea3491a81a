package dev.lakehouse.sql.embedded;

import static java.util.stream.Collectors.joining;

import dev.lakehouse.sql.StatementControl;
import dev.lakehouse.sql.StatementProgress;
import dev.lakehouse.sql.connector.LakehouseTable;
import dev.lakehouse.sql.connector.MetadataColumn;
import dev.lakehouse.sql.connector.NewTables;
import dev.lakehouse.sql.translate.PlanPrinter;
import dev.lakehouse.sql.type.Unsupported;
import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableChange;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.duckdb.Cancellation;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.duckdb.SqlText;
import dev.lakehouse.table.scan.PlannedScan;
import dev.lakehouse.table.write.RowSource;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.ConnectorMergeSink;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.plan.MergeProcessorNode;
import io.trino.sql.planner.plan.MergeWriterNode;
import io.trino.sql.planner.plan.PlanNode;
import io.trino.sql.planner.plan.TableFinishNode;
import io.trino.sql.planner.plan.TableWriterNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;

/** INSERT, CREATE TABLE AS, UPDATE, DELETE and MERGE: DuckDB works out the rows, one commit. */
final class ChangeRun {
  private static final String CHANGES = "statement_changes";

  private final Tables tables;
  private final StatementScope scope;

  ChangeRun(StatementScope scope) {
    this.tables = scope.tables();
    this.scope = scope;
  }

  /** The SELECT of the rows that are written or changed. */
  String sql(TableFinishNode finish) {
    return switch (finish.getSource()) {
      case TableWriterNode writer -> select(writer);
      case MergeWriterNode writer -> changes(writer, target(writer));
      default -> throw unsupported(finish);
    };
  }

  private static LakehouseTable target(MergeWriterNode writer) {
    return (LakehouseTable) writer.getTarget().getHandle().connectorHandle();
  }

  private static Unsupported unsupported(TableFinishNode finish) {
    return new Unsupported(finish.getSource().getClass().getSimpleName().replace("Node", ""));
  }

  /** Runs the statement; the number of rows that it changed. */
  long run(TableFinishNode finish, StatementControl control) {
    Cancellation cancellation = scope.session().cancellation();
    control.attach(() -> StatementProgress.UNKNOWN, cancellation::cancel);
    return cancellation.run(() -> run(finish));
  }

  private long run(TableFinishNode finish) {
    return switch (finish.getSource()) {
      case TableWriterNode writer -> write(writer);
      case MergeWriterNode writer -> merge(writer);
      default ->
          throw new Unsupported(finish.getSource().getClass().getSimpleName().replace("Node", ""));
    };
  }

  private long write(TableWriterNode writer) {
    RowSource rows = new RowSource(scope.session(), select(writer));
    return switch (writer.getTarget()) {
      case TableWriterNode.InsertReference insert -> {
        LakehouseTable table = (LakehouseTable) insert.getHandle().connectorHandle();
        yield tables
            .apply(table.identifier(), TableChange.of(new RowChange.Append(rows)))
            .rowsAdded();
      }
      case TableWriterNode.CreateReference create ->
          tables
              .apply(
                  TableIdentifier.of(
                      create.getTableMetadata().getTable().getSchemaName(),
                      create.getTableMetadata().getTable().getTableName()),
                  TableChange.of(new RowChange.Append(rows))
                      .creating(
                          new NewTables(tables)
                              .definition(create.getTableMetadata(), create.isReplace()),
                          create.isReplace()
                              ? TableChange.Creation.REPLACE
                              : TableChange.Creation.NEW_ONLY))
              .rowsAdded();
      default -> throw new Unsupported(writer.getTarget().getClass().getSimpleName());
    };
  }

  private String select(TableWriterNode writer) {
    PlanPrinter.Printed printed =
        PlanPrinter.print(writer.getSource(), scope.expressions(), scope.scans());
    List<String> items = new ArrayList<>();
    for (int i = 0; i < writer.getColumns().size(); i++) {
      items.add(
          "%s AS %s"
              .formatted(
                  printed.output(writer.getColumns().get(i)).sql(),
                  SqlText.name(writer.getColumnNames().get(i))));
    }
    return printed.select(items);
  }

  private long merge(MergeWriterNode writer) {
    LakehouseTable table = target(writer);
    if (TableUtil.formatVersion(table.table()) < 2) {
      throw new TrinoException(
          StandardErrorCode.NOT_SUPPORTED,
          "Iceberg table updates require at least format version 2");
    }
    DuckSession session = scope.session();
    session.execute("CREATE TEMP TABLE %s AS %s".formatted(CHANGES, changes(writer, table)));
    try {
      return commit(table);
    } finally {
      session.execute("DROP TABLE " + CHANGES);
    }
  }

  /** Every changed row: its place, what happens to it, and the values that it gets. */
  private String changes(MergeWriterNode writer, LakehouseTable table) {
    PlanNode source = writer.getSource();
    List<Types.NestedField> fields = table.schema().columns();
    List<String> items = new ArrayList<>();
    if (source instanceof MergeProcessorNode processor) {
      PlanPrinter.Printed printed =
          PlanPrinter.print(processor.getSource(), scope.expressions(), scope.scans());
      String row = printed.output(processor.getMergeRowSymbol()).sql();
      items.add(printed.output(processor.getRowIdSymbol()).sql() + " AS \"place\"");
      items.add("%s AS \"row\"".formatted(row));
      String values = printed.select(items);
      String columns =
          IntStream.range(0, fields.size())
              .mapToObj(i ->
                  ", struct_extract_at(\"row\", %d) AS %s"
                      .formatted(i + 1, SqlText.name(fields.get(i).name())))
              .collect(joining());
      return "SELECT \"place\", struct_extract_at(\"row\", %d) AS \"operation\"%s FROM (%s)"
          .formatted(fields.size() + 2, columns, values);
    }
    // A DELETE has no values, and its rows are known without the processor.
    PlanPrinter.Printed printed = PlanPrinter.print(source, scope.expressions(), scope.scans());
    Symbol place =
        source.getOutputSymbols().stream()
            .filter(symbol -> symbol.type().equals(MetadataColumn.ROW_ID.type()))
            .findFirst()
            .orElseThrow();
    items.add(printed.output(place).sql() + " AS \"place\"");
    items.add(
        "CAST(%d AS TINYINT) AS \"operation\""
            .formatted(ConnectorMergeSink.DELETE_OPERATION_NUMBER));
    return printed.select(items);
  }

  private long commit(LakehouseTable table) {
    DuckSession session = scope.session();
    String removing =
        "\"operation\" IN (%d, %d)"
            .formatted(
                ConnectorMergeSink.DELETE_OPERATION_NUMBER,
                ConnectorMergeSink.UPDATE_OPERATION_NUMBER);
    String adding =
        "\"operation\" IN (%d, %d)"
            .formatted(
                ConnectorMergeSink.INSERT_OPERATION_NUMBER,
                ConnectorMergeSink.UPDATE_OPERATION_NUMBER);
    long changed =
        session.number(
            "SELECT count(*) FROM %s WHERE %s OR %s".formatted(CHANGES, removing, adding));
    if (changed == 0) {
      return 0;
    }
    RowSource removed =
        new RowSource(
            session,
            "SELECT struct_extract_at(\"place\", 1) AS %s, struct_extract_at(\"place\", 2) AS %s FROM %s WHERE %s"
                .formatted(
                    PlannedScan.FILE_COLUMN, PlannedScan.POSITION_COLUMN, CHANGES, removing));
    boolean values = session.describe("SELECT * FROM " + CHANGES).size() > 2;
    RowSource added =
        new RowSource(
            session,
            values
                ? "SELECT * EXCLUDE (\"place\", \"operation\") FROM %s WHERE %s"
                    .formatted(CHANGES, adding)
                : emptyRows(table));
    Snapshot snapshot = table.table().currentSnapshot();
    RowChange change =
        snapshot == null
            ? new RowChange.Append(added)
            : new RowChange.ReplaceRows(snapshot.snapshotId(), removed, added);
    tables.apply(table.identifier(), TableChange.of(change));
    return changed;
  }

  private static String emptyRows(LakehouseTable table) {
    return table.schema().columns().stream()
        .map(field -> "NULL AS " + SqlText.name(field.name()))
        .collect(joining(", ", "SELECT ", " WHERE false"));
  }
}
