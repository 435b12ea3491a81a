package dev.lakehouse.quality.result;

import static java.util.Objects.requireNonNull;
import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;

import dev.lakehouse.table.CommitStamp;
import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableChange;
import dev.lakehouse.table.TableDefinition;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.duckdb.SqlText;
import dev.lakehouse.table.scan.PlannedScan;
import dev.lakehouse.table.scan.ScanRequest;
import dev.lakehouse.table.write.ValueRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;

/**
 * The results of all runs: the table {@code lakehouse._quality_results}, which gets a row for each
 * check, in one append a run. Thread-safe.
 */
public final class QualityResults {
  /** The table. */
  public static final TableIdentifier TABLE = TableIdentifier.of("lakehouse", "_quality_results");

  private static final Schema SCHEMA =
      new Schema(
          required(1, "check_name", Types.StringType.get()),
          required(2, "check_type", Types.StringType.get()),
          required(3, "table_name", Types.StringType.get()),
          required(4, "status", Types.StringType.get()),
          required(5, "details", Types.StringType.get()),
          required(6, "executed_at", Types.TimestampType.withZone()),
          required(7, "run_id", Types.StringType.get()),
          required(8, "severity", Types.StringType.get()),
          required(9, "ref", Types.StringType.get()),
          optional(10, "snapshot_id", Types.LongType.get()),
          optional(11, "failing_rows", Types.LongType.get()),
          optional(12, "total_rows", Types.LongType.get()),
          optional(13, "failing_keys", Types.StringType.get()));

  private final Tables tables;

  public QualityResults(Tables tables) {
    this.tables = requireNonNull(tables, "tables is null");
  }

  /**
   * Notes down the results of a run. A run whose results are there already, because it did not live
   * to hear of it, changes nothing.
   */
  public void append(String runId, List<QualityReport> reports) {
    List<List<Object>> rows = reports.stream().flatMap(QualityResults::rows).toList();
    if (rows.isEmpty()) {
      return;
    }
    try (DuckSession session = tables.session()) {
      tables.apply(
          TABLE,
          TableChange.of(new RowChange.Append(ValueRows.of(session, SCHEMA, rows)))
              .creating(TableDefinition.of(SCHEMA))
              .stamped(CommitStamp.none().withToken("checks " + runId)));
    }
  }

  private static Stream<List<Object>> rows(QualityReport report) {
    return report.results().stream()
        .map(result ->
            // Not List.of: what was not counted is NULL.
            Arrays.asList(
                result.check().name(),
                result.check().rule().type().text(),
                report.table().toString(),
                result.status().name(),
                result.details(),
                report.executedAt(),
                report.runId(),
                result.check().severity().text(),
                report.ref(),
                boxed(report.snapshotId()),
                boxed(result.failingRows()),
                boxed(result.totalRows()),
                result.failingKeys().orElse(null)));
  }

  private static Long boxed(OptionalLong number) {
    return number.isPresent() ? number.getAsLong() : null;
  }

  /**
   * The results of the past, the newest first.
   *
   * @param table only those of a table
   * @param check only those of checks with this name
   * @param most how many at the most
   */
  public List<RecordedResult> history(
      Optional<TableIdentifier> table, Optional<String> check, int most) {
    Expression wanted =
        Expressions.and(
            table
                .<Expression>map(name -> Expressions.equal("table_name", name.toString()))
                .orElse(Expressions.alwaysTrue()),
            check
                .<Expression>map(name -> Expressions.equal("check_name", name))
                .orElse(Expressions.alwaysTrue()));
    String conditions =
        Stream.of(
                table.map(name -> "table_name = " + SqlText.literal(name.toString())),
                check.map(name -> "check_name = " + SqlText.literal(name)))
            .flatMap(Optional::stream)
            .collect(Collectors.joining(" AND "));
    return query(
        wanted,
        (conditions.isEmpty() ? "" : "WHERE " + conditions)
            + " ORDER BY executed_at DESC, run_id, table_name, check_name LIMIT "
            + most);
  }

  /** The newest result of each check of each table. */
  public List<RecordedResult> newest() {
    return query(
        Expressions.alwaysTrue(),
        """
        QUALIFY row_number() OVER (PARTITION BY table_name, check_name
          ORDER BY executed_at DESC, run_id) = 1
        ORDER BY table_name, check_name\
        """);
  }

  /**
   * The newest result of each check of each table in the runs whose id begins so.
   *
   * @param prefix how the ids begin
   */
  public List<RecordedResult> ofRun(String prefix) {
    return query(
        Expressions.startsWith("run_id", prefix),
        """
        WHERE starts_with(run_id, %s)
        QUALIFY row_number() OVER (PARTITION BY table_name, check_name, ref
          ORDER BY executed_at DESC, run_id DESC) = 1
        ORDER BY table_name, check_name\
        """
            .formatted(SqlText.literal(prefix)));
  }

  private List<RecordedResult> query(Expression wanted, String which) {
    if (tables.find(TABLE).isEmpty()) {
      return List.of();
    }
    try (DuckSession session = tables.session();
        PlannedScan scan = tables.scan(TABLE, ScanRequest.matching(wanted), session)) {
      return session.query(
          "SELECT *, epoch_us(executed_at) AS micros FROM (%s) %s".formatted(scan.select(), which),
          QualityResults::result);
    }
  }

  private static RecordedResult result(ResultSet row) throws SQLException {
    return new RecordedResult(
        row.getString("table_name"),
        row.getString("check_name"),
        row.getString("check_type"),
        row.getString("severity"),
        row.getString("status"),
        row.getString("details"),
        instant(row.getLong("micros")),
        row.getString("run_id"),
        row.getString("ref"),
        number(row, "snapshot_id"),
        number(row, "failing_rows"),
        number(row, "total_rows"),
        Optional.ofNullable(row.getString("failing_keys")));
  }

  private static OptionalLong number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plusNanos(micros * 1000);
  }

  /**
   * How many rows a table had.
   *
   * @param snapshotId in which snapshot
   * @param executedAt when that was last found out
   */
  public record RowCount(long snapshotId, long rows, Instant executedAt) {
    public RowCount {
      requireNonNull(executedAt, "executedAt is null");
    }
  }

  /**
   * How many rows a table had in each snapshot that a run looked at, the last run first: of those
   * on main, and of those on a branch that nothing spoke against. What was rejected is nothing to
   * go by.
   */
  public List<RowCount> rowCounts(TableIdentifier table) {
    if (tables.find(TABLE).isEmpty()) {
      return List.of();
    }
    Expression ofTable = Expressions.equal("table_name", table.toString());
    try (DuckSession session = tables.session();
        PlannedScan scan = tables.scan(TABLE, ScanRequest.matching(ofTable), session)) {
      return session.query(
          """
          SELECT snapshot_id, any_value(total_rows), epoch_us(max(executed_at))
          FROM (
            SELECT *, bool_or(severity = 'error' AND status IN ('FAIL', 'ERROR'))
              OVER (PARTITION BY run_id, executed_at) AS rejected
            FROM (%s) WHERE table_name = %s)
          WHERE snapshot_id IS NOT NULL AND total_rows IS NOT NULL AND (ref = %s OR NOT rejected)
          GROUP BY snapshot_id
          ORDER BY 3 DESC, 1\
          """
              .formatted(
                  scan.select(),
                  SqlText.literal(table.toString()),
                  SqlText.literal(CommitStamp.MAIN)),
          row -> new RowCount(row.getLong(1), row.getLong(2), instant(row.getLong(3))));
    }
  }
}
