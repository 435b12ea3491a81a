package dev.lakehouse.sql.embedded;

import static java.util.stream.Collectors.joining;

import dev.lakehouse.sql.StatementControl;
import dev.lakehouse.sql.StatementProgress;
import dev.lakehouse.sql.connector.LakehouseTable;
import dev.lakehouse.sql.connector.MetadataColumn;
import dev.lakehouse.sql.connector.NewTables;
import dev.lakehouse.sql.translate.PlanPrinter;
import dev.lakehouse.sql.type.Unsupported;
import dev.lakehouse.table.CommitStamp;
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
  private static final String PLACE = "\"place\"";
  private static final String OPERATION = "\"operation\"";

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
      case MergeWriterNode writer -> changes(writer, values(writer, target(writer)).size());
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
      default -> throw unsupported(finish);
    };
  }

  private long write(TableWriterNode writer) {
    RowSource rows = new RowSource(scope.session(), select(writer));
    return switch (writer.getTarget()) {
      case TableWriterNode.InsertReference insert -> {
        LakehouseTable table = (LakehouseTable) insert.getHandle().connectorHandle();
        yield tables.apply(table.identifier(), stamped(new RowChange.Append(rows))).rowsAdded();
      }
      case TableWriterNode.CreateReference create ->
          tables
              .apply(
                  TableIdentifier.of(
                      create.getTableMetadata().getTable().getSchemaName(),
                      create.getTableMetadata().getTable().getTableName()),
                  stamped(new RowChange.Append(rows))
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

  /** The change with the token that the statement came with. */
  private TableChange stamped(RowChange change) {
    CommitStamp plain = CommitStamp.none();
    return TableChange.of(change).stamped(scope.commitToken().map(plain::withToken).orElse(plain));
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
    List<String> values = values(writer, table);
    DuckSession session = scope.session();
    session.execute(
        "CREATE TEMP TABLE %s AS %s".formatted(CHANGES, changes(writer, values.size())));
    try {
      return commit(table, values);
    } finally {
      session.execute("DROP TABLE " + CHANGES);
    }
  }

  /** The columns that changed rows get values for: all, or none if rows only go. */
  private static List<String> values(MergeWriterNode writer, LakehouseTable table) {
    return writer.getSource() instanceof MergeProcessorNode
        ? table.schema().columns().stream().map(Types.NestedField::name).toList()
        : List.of();
  }

  /** Every changed row: its place, what happens to it, and the values that it gets. */
  private String changes(MergeWriterNode writer, int values) {
    if (writer.getSource() instanceof MergeProcessorNode processor) {
      PlanPrinter.Printed printed =
          PlanPrinter.print(processor.getSource(), scope.expressions(), scope.scans());
      String rows =
          printed.select(
              List.of(
                  "%s AS %s".formatted(printed.output(processor.getRowIdSymbol()).sql(), PLACE),
                  "%s AS \"row\"".formatted(printed.output(processor.getMergeRowSymbol()).sql())));
      String columns =
          IntStream.range(0, values)
              .mapToObj(i -> ", struct_extract_at(\"row\", %d) AS %s".formatted(i + 1, value(i)))
              .collect(joining());
      return "SELECT %s, struct_extract_at(\"row\", %d) AS %s%s FROM (%s)"
          .formatted(PLACE, values + 2, OPERATION, columns, rows);
    }
    // A DELETE has no values, and its rows are known without the processor.
    PlanNode source = writer.getSource();
    PlanPrinter.Printed printed = PlanPrinter.print(source, scope.expressions(), scope.scans());
    Symbol place =
        source.getOutputSymbols().stream()
            .filter(symbol -> symbol.type().equals(MetadataColumn.ROW_ID.type()))
            .findFirst()
            .orElseThrow();
    return printed.select(
        List.of(
            "%s AS %s".formatted(printed.output(place).sql(), PLACE),
            "CAST(%d AS TINYINT) AS %s"
                .formatted(ConnectorMergeSink.DELETE_OPERATION_NUMBER, OPERATION)));
  }

  /** The changed rows' columns have names of their own: the table's may be called like ours. */
  private static String value(int position) {
    return "\"value%d\"".formatted(position);
  }

  private long commit(LakehouseTable table, List<String> values) {
    DuckSession session = scope.session();
    String removing =
        operation(
            ConnectorMergeSink.DELETE_OPERATION_NUMBER, ConnectorMergeSink.UPDATE_OPERATION_NUMBER);
    String adding =
        operation(
            ConnectorMergeSink.INSERT_OPERATION_NUMBER, ConnectorMergeSink.UPDATE_OPERATION_NUMBER);
    long changed =
        session.number(
            "SELECT count(*) FROM %s WHERE %s OR %s".formatted(CHANGES, removing, adding));
    if (changed == 0) {
      return 0;
    }
    RowSource removed =
        new RowSource(
            session,
            "SELECT struct_extract_at(%1$s, 1) AS %2$s, struct_extract_at(%1$s, 2) AS %3$s FROM %4$s WHERE %5$s"
                .formatted(
                    PLACE,
                    PlannedScan.FILE_COLUMN,
                    PlannedScan.POSITION_COLUMN,
                    CHANGES,
                    removing));
    RowSource added =
        new RowSource(
            session,
            values.isEmpty()
                ? emptyRows(table)
                : IntStream.range(0, values.size())
                    .mapToObj(i -> "%s AS %s".formatted(value(i), SqlText.name(values.get(i))))
                    .collect(
                        joining(", ", "SELECT ", " FROM %s WHERE %s".formatted(CHANGES, adding))));
    Snapshot snapshot = table.table().currentSnapshot();
    RowChange change =
        snapshot == null
            ? new RowChange.Append(added)
            : new RowChange.ReplaceRows(snapshot.snapshotId(), removed, added);
    tables.apply(table.identifier(), stamped(change));
    return changed;
  }

  private static String operation(int either, int other) {
    return "%s IN (%d, %d)".formatted(OPERATION, either, other);
  }

  private static String emptyRows(LakehouseTable table) {
    return table.schema().columns().stream()
        .map(field -> "NULL AS " + SqlText.name(field.name()))
        .collect(joining(", ", "SELECT ", " WHERE false"));
  }
}
