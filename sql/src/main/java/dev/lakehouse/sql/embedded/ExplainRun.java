package dev.lakehouse.sql.embedded;

import static java.util.stream.Collectors.joining;

import dev.lakehouse.sql.StatementControl;
import dev.lakehouse.sql.StatementProgress;
import dev.lakehouse.sql.connector.LakehouseTable;
import dev.lakehouse.table.duckdb.Cancellation;
import io.trino.sql.planner.plan.MergeWriterNode;
import io.trino.sql.planner.plan.OutputNode;
import io.trino.sql.planner.plan.PlanNode;
import io.trino.sql.planner.plan.TableFinishNode;
import io.trino.sql.planner.plan.TableWriterNode;
import java.util.List;
import org.apache.iceberg.DataFile;

/** EXPLAIN: which files would be read, and how DuckDB would go about it. */
final class ExplainRun {
  private final StatementScope scope;

  ExplainRun(StatementScope scope) {
    this.scope = scope;
  }

  /**
   * Explains a plan.
   *
   * @param analyze true if it is run as well, and what each part took is said
   */
  String text(OutputNode output, boolean analyze, StatementControl control) {
    Cancellation cancellation = scope.session().cancellation();
    control.attach(() -> StatementProgress.UNKNOWN, cancellation::cancel);
    return cancellation.run(() -> text(output, analyze));
  }

  private String text(OutputNode output, boolean analyze) {
    StringBuilder text = new StringBuilder();
    String select;
    if (output.getSource() instanceof TableFinishNode finish) {
      text.append(describe(finish.getSource())).append('\n');
      select = new ChangeRun(scope).sql(finish);
    } else {
      select = QueryRun.sql(output, scope);
    }
    scope.scans().planned().forEach(scan -> text.append(describe(scan)).append('\n'));
    return text.append(duckPlan(select, analyze)).toString();
  }

  private static String describe(PlanNode writer) {
    return switch (writer) {
      case TableWriterNode rows ->
          switch (rows.getTarget()) {
            case TableWriterNode.CreateReference created ->
                "%s the table %s and write its rows"
                    .formatted(
                        created.isReplace() ? "Create or replace" : "Create",
                        created.getTableMetadata().getTable());
            case TableWriterNode.InsertReference insert ->
                "Write rows into "
                    + ((LakehouseTable) insert.getHandle().connectorHandle()).identifier();
            default -> "Write rows";
          };
      case MergeWriterNode merge ->
          "Change rows of "
              + ((LakehouseTable) merge.getTarget().getHandle().connectorHandle()).identifier();
      default -> "Change rows";
    };
  }

  private static String describe(TableScans.Scan scan) {
    List<DataFile> files = scan.plan().dataFiles();
    return "Scan %s: %d of %s files, %d bytes%s"
        .formatted(
            scan.table(),
            files.size(),
            scan.allFiles(),
            files.stream().mapToLong(DataFile::fileSizeInBytes).sum(),
            scan.filter().op() == org.apache.iceberg.expressions.Expression.Operation.TRUE
                ? ""
                : ", where " + scan.filter());
  }

  private String duckPlan(String select, boolean analyze) {
    return scope
        .session()
        .query((analyze ? "EXPLAIN ANALYZE " : "EXPLAIN ") + select, row -> row.getString(2))
        .stream()
        .collect(joining("\n"));
  }
}
