package dev.lakehouse.quality.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.quality.LakehouseWithEngine;
import dev.lakehouse.quality.check.CheckSuite;
import dev.lakehouse.quality.result.CheckResult;
import dev.lakehouse.quality.result.QualityReport;
import dev.lakehouse.quality.run.CheckControl;
import dev.lakehouse.table.ChangeResult;
import dev.lakehouse.table.CommitStamp;
import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableChange;
import dev.lakehouse.table.TableDefinition;
import dev.lakehouse.table.scan.ScanRequest;
import dev.lakehouse.table.scan.SnapshotSelector;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows that fail a check never reach those who read the table. */
class QualityGateTest extends LakehouseWithEngine {
  private static final Schema SALES =
      new Schema(
          Types.NestedField.required(1, "order_id", Types.StringType.get()),
          Types.NestedField.required(2, "customer_id", Types.StringType.get()),
          Types.NestedField.optional(3, "amount", Types.DoubleType.get()),
          Types.NestedField.optional(4, "country", Types.StringType.get()),
          Types.NestedField.optional(5, "ingestion_date", Types.DateType.get()));
  private static final String GOOD = "('ORD-1', 'c', 10.0, 'DE', DATE '2024-01-15')";

  private QualityGate gate;

  @BeforeAll
  void makeGate() {
    gate = new QualityGate(lakehouse.tables(), checks, Duration.ofDays(7));
  }

  private CheckSuite sales() {
    return suite(
        List.of("order_id"),
        "{name: order_id_unique, type: uniqueness, column: order_id}",
        "{name: amount_positive, type: positive, column: amount}",
        "{name: country_accepted, type: accepted_values, column: country, values: [DE, FR]}",
        "{name: no_future_ingestion, type: no_future_dates, column: ingestion_date}");
  }

  private static String select(String rows) {
    return "SELECT * FROM (VALUES %s) AS v(order_id, customer_id, amount, country, ingestion_date)"
        .formatted(rows);
  }

  /** What a pipeline's step does that writes to a branch. */
  private ChangeResult write(String branch, String rows) {
    return lakehouse
        .tables()
        .apply(
            table,
            TableChange.of(new RowChange.Append(lakehouse.rows(select(rows))))
                .creating(TableDefinition.of(SALES))
                .stamped(CommitStamp.none().withToken(branch).onBranch(branch)));
  }

  private QualityReport admit(String branch, ChangeResult written) {
    return gate.admit(
        sales(),
        table,
        branch,
        written.snapshotId().getAsLong(),
        branch + table,
        CheckControl.unwatched());
  }

  private List<List<Object>> readers() {
    return sql("SELECT order_id FROM TABLE_ ORDER BY 1");
  }

  @Test
  void goodRowsBecomeTheTables() {
    assertThat(admit("run-1", write("run-1", GOOD)).passed()).isTrue();
    assertThat(readers()).containsExactly(List.of("ORD-1"));

    ChangeResult written = write("run-2", "('ORD-2', 'c', 5.0, 'FR', DATE '2024-01-16')");
    assertThat(readers()).hasSize(1);
    assertThat(admit("run-2", written).passed()).isTrue();
    assertThat(readers()).containsExactly(List.of("ORD-1"), List.of("ORD-2"));
    assertThat(lakehouse.tables().load(table).refs()).containsOnlyKeys("main");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      delimiter = ';',
      value = {
        "amount_positive; ('ORD-2', 'c', -1.0, 'DE', DATE '2024-01-15')",
        "order_id_unique; ('ORD-1', 'd', 5.0, 'DE', DATE '2024-01-15')",
        "country_accepted; ('ORD-2', 'c', 5.0, 'XX', DATE '2024-01-15')",
        "no_future_ingestion; ('ORD-2', 'c', 5.0, 'DE', DATE '2026-03-11')"
      })
  void badRowsStayOnTheirBranch(String check, String row) {
    admit("run-1", write("run-1", GOOD));
    long main = lakehouse.tables().load(table).currentSnapshot().snapshotId();
    String rows = row + ", ('ORD-9', 'c', 7.0, 'DE', DATE '2024-01-15')";

    QualityReport report = admit("run-2", write("run-2", rows));

    assertThat(report.blocking())
        .extracting(result -> result.check().name())
        .containsExactly(check);
    Table after = lakehouse.tables().load(table);
    assertThat(after.currentSnapshot().snapshotId()).isEqualTo(main);
    assertThat(after.history()).hasSize(1);
    assertThat(readers()).containsExactly(List.of("ORD-1"));
    // What was rejected can be looked at, by its branch, for a week.
    assertThat(sql("SELECT count(*) FROM %s FOR VERSION AS OF 'run-2'".formatted(table)))
        .containsExactly(List.of(3L));
    assertThat(after.refs().get("run-2").maxRefAgeMs()).isEqualTo(Duration.ofDays(7).toMillis());

    // The next run begins where readers are.
    assertThat(
            admit("run-3", write("run-3", "('ORD-3', 'c', 1.0, 'DE', DATE '2024-01-17')")).passed())
        .isTrue();
    assertThat(readers()).containsExactly(List.of("ORD-1"), List.of("ORD-3"));
  }

  @Test
  void theFirstRowsOfATableWaitAsWell() {
    QualityReport report =
        admit("run-1", write("run-1", "('ORD-1', 'c', -1.0, 'XX', DATE '2024-01-15')"));

    assertThat(report.blocking())
        .extracting(CheckResult::failingKeys)
        .allSatisfy(keys -> assertThat(keys).hasValue("[\"ORD-1\"]"));
    assertThat(readers()).isEmpty();
    assertThat(lakehouse.tables().load(table).currentSnapshot()).isNull();
  }

  @Test
  void everythingCanBeRepeatedAfterIt() {
    ChangeResult written = write("run-1", GOOD);
    QualityReport first = admit("run-1", written);
    int commits = lakehouse.tables().load(table).history().size();

    ChangeResult again = write("run-1", GOOD);
    assertThat(again.alreadyApplied()).isTrue();
    assertThat(again.snapshotId()).isEqualTo(written.snapshotId());
    assertThat(admit("run-1", again)).isEqualTo(first);

    assertThat(lakehouse.tables().load(table).history()).hasSize(commits);
    assertThat(readers()).containsExactly(List.of("ORD-1"));
    assertThat(
            sql(
                "SELECT count(*) FROM iceberg.lakehouse._quality_results WHERE table_name = 'TABLE_'"))
        .containsExactly(List.of(4L));
  }

  @Test
  void whatOthersCommittedMeanwhileIsKept() {
    admit("run-1", write("run-1", GOOD));
    ChangeResult written = write("run-2", "('ORD-2', 'c', 5.0, 'FR', DATE '2024-01-16')");
    sql("INSERT INTO TABLE_ VALUES ('ORD-3', 'c', 5, 'DE', DATE '2024-01-16')");

    assertThatThrownBy(() -> admit("run-2", written))
        .isInstanceOfSatisfying(
            LakehouseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));

    assertThat(readers()).containsExactly(List.of("ORD-1"), List.of("ORD-3"));
  }

  /** A reader that never stops reading meets whole runs that passed, and nothing else. */
  @Test
  void readersNeverSeeWhatWasNotChecked() throws Exception {
    admit("run-0", write("run-0", GOOD));
    Set<List<String>> seen = ConcurrentHashMap.newKeySet();
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Void> reader =
        CompletableFuture.runAsync(() -> {
          while (!done.get()) {
            seen.add(
                sql("SELECT order_id FROM TABLE_ ORDER BY 1").stream()
                    .map(row -> (String) row.getFirst())
                    .toList());
          }
        });
    for (int run = 1; run <= 6; run++) {
      boolean good = run % 2 == 0;
      write(
          "run-" + run,
          "('R%1$d-a', 'c', 1.0, 'DE', DATE '2024-01-15'), ('R%1$d-b', 'c', %2$s, 'DE', DATE '2024-01-15')"
              .formatted(run, good ? "1.0" : "-1.0"));
      ChangeResult second =
          lakehouse
              .tables()
              .apply(
                  table,
                  TableChange.of(
                          new RowChange.Append(
                              lakehouse.rows(
                                  select(
                                      "('R%d-c', 'c', 1.0, 'DE', DATE '2024-01-15')"
                                          .formatted(run)))))
                      .stamped(CommitStamp.none().onBranch("run-" + run)));
      assertThat(admit("run-" + run, second).passed()).isEqualTo(good);
    }
    done.set(true);
    reader.get();

    List<String> base = List.of("ORD-1");
    assertThat(seen)
        .isSubsetOf(
            base,
            List.of("ORD-1", "R2-a", "R2-b", "R2-c"),
            List.of("ORD-1", "R2-a", "R2-b", "R2-c", "R4-a", "R4-b", "R4-c"),
            List.of(
                "ORD-1", "R2-a", "R2-b", "R2-c", "R4-a", "R4-b", "R4-c", "R6-a", "R6-b", "R6-c"));
    assertThat(lakehouse.read(table, ScanRequest.of(new SnapshotSelector.ByReference("run-5"))))
        .hasSize(10);
  }
}
