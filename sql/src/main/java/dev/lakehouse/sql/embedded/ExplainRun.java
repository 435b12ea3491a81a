package dev.lakehouse.sql.embedded;

import static java.util.stream.Collectors.joining;

import io.trino.sql.planner.plan.OutputNode;
import io.trino.sql.planner.plan.TableFinishNode;
import java.util.ArrayList;
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
  String text(OutputNode output, boolean analyze) {
    StringBuilder text = new StringBuilder();
    List<String> selects = new ArrayList<>();
    if (output.getSource() instanceof TableFinishNode finish) {
      text.append(ChangeRun.describe(finish)).append('\n');
      selects.add(new ChangeRun(scope).sql(finish));
    } else {
      selects.add(QueryRun.sql(output, scope));
    }
    scope.scans().planned().forEach(scan -> text.append(describe(scan)).append('\n'));
    for (String select : selects) {
      text.append(duckPlan(select, analyze));
    }
    return text.toString();
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
