package dev.lakehouse.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.base.settings.SettingsReader;
import dev.lakehouse.quality.check.CheckReader;
import dev.lakehouse.quality.check.CheckSuite;
import dev.lakehouse.quality.gate.QualityGate;
import dev.lakehouse.quality.result.CheckResult;
import dev.lakehouse.quality.result.QualityReport;
import dev.lakehouse.quality.result.Status;
import dev.lakehouse.quality.run.CheckControl;
import dev.lakehouse.quality.run.CheckTarget;
import dev.lakehouse.quality.run.QualityChecks;
import dev.lakehouse.sql.SqlEngine;
import dev.lakehouse.table.CommitStamp;
import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableChange;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.write.RowSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Checks have the same results whether our engine or a Trino runs their statements. */
@ExtendWith(TwoEngines.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChecksTest {
  private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");
  private static final TableIdentifier SALES = TableIdentifier.of("checked", "sales");

  private Tables tables;
  private SqlEngine ourEngine;
  private SqlEngine theirEngine;
  private EngineClient theirs;
  private QualityChecks ourChecks;
  private QualityChecks theirChecks;

  @BeforeAll
  void connect(TwoEngines.Running running) {
    tables = running.lakehouse().tables();
    ourEngine = running.ours();
    theirEngine = running.theirs();
    theirs = new EngineClient("Trino", theirEngine, "checked");
    ourChecks = new QualityChecks(tables, ourEngine, InstantSource.fixed(NOW));
    theirChecks = new QualityChecks(tables, theirEngine, InstantSource.fixed(NOW));
  }

  @AfterAll
  void disconnect() {
    ourEngine.close();
    theirEngine.close();
  }

  @BeforeEach
  void makeSales() {
    theirs.run("DROP SCHEMA IF EXISTS checked CASCADE");
    theirs.run("CREATE SCHEMA checked");
    theirs.run(
        """
        CREATE TABLE sales (order_id varchar, line integer, customer_id varchar, amount double,
          price decimal(10, 2), country varchar, day date, at timestamp(6),
          loaded timestamp(6) with time zone)\
        """);
  }

  private static CheckSuite suite() {
    return new SettingsReader(Map.of())
        .parse(
            "checks/sales.yaml",
            """
            table: checked.sales
            key: [order_id, line]
            checks:
              - {name: unique, type: uniqueness, column: order_id}
              - {name: unique_line, type: uniqueness, column: line}
              - {name: unique_both, type: uniqueness, column: [order_id, line]}
              - {name: known, type: not_null, column: customer_id}
              - {name: both_known, type: not_null, column: [customer_id, country]}
              - {name: positive, type: positive, column: amount}
              - {name: price_positive, type: positive, column: price}
              - {name: limits, type: range, column: amount, min: -0.5, max: 1e3}
              - {name: price_limits, type: range, column: price, min: 0.01}
              - {name: day_limits, type: range, column: day, min: 2024-01-01, max: 2024-12-31}
              - {name: at_limits, type: range, column: at, max: '2024-01-15 10:00:00'}
              - {name: accepted, type: accepted_values, column: country, values: [DE, FR, 'O''X']}
              - {name: lines, type: accepted_values, column: line, values: [1, 2]}
              - {name: code, type: regex, column: country, pattern: '^[A-Z]{2}$'}
              - {name: day_past, type: no_future_dates, column: day}
              - {name: at_past, type: no_future_dates, column: at}
              - {name: loaded_past, type: no_future_dates, column: loaded}
              - {name: fresh_day, type: freshness, column: day, max_age: 12h}
              - {name: fresh_at, type: freshness, column: at, max_age: 700d}
              - {name: fresh_loaded, type: freshness, column: loaded, max_age: 1h}
              - {name: some, type: row_count_range, min: 1, max: 3}
              - {name: related, type: relationship, column: customer_id, to: checked.sales, field: order_id}
              - {name: columns, type: schema, columns: {order_id: varchar, price: 'decimal(10,2)'}}
              - {name: number, type: custom_sql, sql: SELECT count(*) AS failures FROM sales WHERE amount < 0}
              - {name: rows, type: custom_sql, sql: 'SELECT order_id, amount FROM sales s WHERE amount < 0 ORDER BY 1'}
              - {name: with, type: custom_sql, sql: 'WITH s AS (SELECT * FROM checked.sales) SELECT count(*) AS failures FROM s, iceberg.checked.sales AS t WHERE s.order_id = t.order_id AND s.line < t.line'}
              - {name: line_query, type: custom_sql, sql: SELECT 1 FROM sales WHERE line < 1 OR line > 3}
              - {name: day_query, type: custom_sql, sql: SELECT 1 FROM sales WHERE day = DATE '2000-01-01'}
              - {name: broken, type: custom_sql, sql: SELECT nothing FROM sales}
              - {name: missing, type: not_null, column: nothing}
            """,
            CheckReader::read);
  }

  /** What both say, which has to be the same but for the words of their errors. */
  private QualityReport both(CheckTarget target) {
    QualityReport ours = ourChecks.check(suite(), target, "run", CheckControl.unwatched());
    QualityReport trinos = theirChecks.check(suite(), target, "run", CheckControl.unwatched());
    assertThat(withoutErrors(ours)).isEqualTo(withoutErrors(trinos));
    assertThat(ours.snapshotId()).isEqualTo(trinos.snapshotId());
    return ours;
  }

  private static List<CheckResult> withoutErrors(QualityReport report) {
    return report.results().stream()
        .map(result ->
            result.status() == Status.ERROR
                ? new CheckResult(
                    result.check(),
                    result.status(),
                    "",
                    result.failingRows(),
                    result.totalRows(),
                    result.failingKeys())
                : result)
        .toList();
  }

  private static List<String> failing(QualityReport report) {
    return report.results().stream()
        .filter(result -> result.status() == Status.FAIL)
        .map(result -> result.check().name())
        .toList();
  }

  @Test
  void goodRowsPassOnBoth() {
    theirs.run(
        """
        INSERT INTO sales VALUES
          ('A', 1, 'A', 5, 5, 'DE', DATE '2024-01-15', TIMESTAMP '2024-01-15 10:00:00',
            TIMESTAMP '2026-03-10 11:30:00 UTC'),
          ('B', 2, 'A', 1000, 0.01, 'FR', DATE '2024-12-31', TIMESTAMP '2024-01-15 10:00:00',
            TIMESTAMP '2026-03-10 11:30:00 UTC')\
        """);

    QualityReport report = both(CheckTarget.current(SALES));

    assertThat(failing(report)).containsExactly("fresh_day", "fresh_at");
    assertThat(report.count(Status.ERROR)).isEqualTo(2);
  }

  @Test
  void badRowsFailOnBothWithTheSameKeys() {
    theirs.run(
        """
        INSERT INTO sales VALUES
          ('A', 1, 'x', -1, -1, 'DE', DATE '2030-01-15', TIMESTAMP '2030-01-15 10:00:00',
            TIMESTAMP '2030-03-10 11:30:00 UTC'),
          ('A', 1, NULL, nan(), 0, 'XX', DATE '2023-12-31', TIMESTAMP '2024-01-15 10:00:00.000001',
            TIMESTAMP '2026-03-10 12:00:00.000001 UTC'),
          ('A', 2, 'x', infinity(), 0.01, 'de', NULL, NULL, NULL),
          (NULL, 3, 'A', NULL, NULL, NULL, NULL, NULL, NULL)\
        """);

    assertThat(failing(both(CheckTarget.current(SALES))))
        .containsExactly(
            "unique",
            "unique_line",
            "unique_both",
            "known",
            "both_known",
            "positive",
            "price_positive",
            "limits",
            "price_limits",
            "day_limits",
            "at_limits",
            "accepted",
            "lines",
            "code",
            "day_past",
            "at_past",
            "loaded_past",
            "some",
            "related",
            "number",
            "rows",
            "with");
  }

  @Test
  void anEmptyTableIsTheSameToBoth() {
    assertThat(failing(both(CheckTarget.current(SALES))))
        .containsExactly("fresh_day", "fresh_at", "fresh_loaded", "some");
  }

  @Test
  void bothSeeTheColumnsThatTheTableHasNow() {
    theirs.run(
        """
        INSERT INTO sales VALUES ('A', 1, 'B', -5, 5, 'DE', DATE '2024-01-15',
          TIMESTAMP '2024-01-15 10:00:00', TIMESTAMP '2026-03-10 11:30:00 UTC')\
        """);
    theirs.run("ALTER TABLE sales RENAME COLUMN price TO amount_paid");
    theirs.run("ALTER TABLE sales RENAME COLUMN amount TO price");
    theirs.run("ALTER TABLE sales RENAME COLUMN amount_paid TO amount");
    theirs.run("ALTER TABLE sales ALTER COLUMN line SET DATA TYPE bigint");
    theirs.run("ALTER TABLE sales ADD COLUMN note varchar");
    theirs.run("ALTER TABLE sales RENAME COLUMN order_id TO moved");
    theirs.run("ALTER TABLE sales RENAME COLUMN customer_id TO order_id");
    theirs.run("ALTER TABLE sales RENAME COLUMN moved TO customer_id");
    theirs.run("ALTER TABLE sales RENAME COLUMN day TO due");
    theirs.run("ALTER TABLE sales ADD COLUMN day date");

    QualityReport report = both(CheckTarget.current(SALES));
    assertThat(failing(report))
        .containsExactly(
            "price_positive", "price_limits", "fresh_day", "fresh_at", "related", "columns");
    assertThat(report.count(Status.ERROR)).isEqualTo(2);
  }

  @Test
  void aTrinoSeesNothingOfABranchUntilItIsPublished() {
    theirs.run(
        """
        INSERT INTO sales VALUES ('A', 1, 'A', 5, 5, 'DE', DATE '2024-01-15',
          TIMESTAMP '2024-01-15 10:00:00', TIMESTAMP '2026-03-10 11:30:00 UTC')\
        """);
    CheckSuite suite = suite().only(List.of("unique", "positive", "accepted", "day_past"));
    QualityGate gate = new QualityGate(tables, theirChecks, Duration.ofDays(7));

    long bad = write("bad", "('A', 2, -1, 'XX', DATE '2030-01-01')");
    QualityReport rejected = gate.admit(suite, SALES, "bad", bad, "bad", CheckControl.unwatched());
    assertThat(rejected.blocking()).hasSize(4);
    assertThat(theirs.rows("SELECT order_id FROM sales")).containsExactly(List.of("A"));
    assertThat(theirs.value("SELECT count(*) FROM sales FOR VERSION AS OF 'bad'")).isEqualTo(2);

    long good = write("good", "('B', 1, 1, 'DE', DATE '2024-01-01')");
    assertThat(theirs.rows("SELECT order_id FROM sales")).containsExactly(List.of("A"));
    assertThat(gate.admit(suite, SALES, "good", good, "good", CheckControl.unwatched()).passed())
        .isTrue();
    assertThat(theirs.rows("SELECT order_id FROM sales ORDER BY 1"))
        .containsExactly(List.of("A"), List.of("B"));
    assertThat(theirs.rows("SELECT name FROM \"sales$refs\" ORDER BY 1"))
        .containsExactly(List.of("bad"), List.of("main"));
  }

  private long write(String branch, String row) {
    try (DuckSession session = tables.session()) {
      return tables
          .apply(
              SALES,
              TableChange.of(
                      new RowChange.Append(
                          new RowSource(
                              session,
                              """
                              SELECT order_id, line, amount, country, day, NULL AS customer_id,
                                NULL AS price, NULL AS at, NULL AS loaded
                              FROM (VALUES %s) AS v(order_id, line, amount, country, day)\
                              """
                                  .formatted(row))))
                  .stamped(CommitStamp.none().onBranch(branch)))
          .snapshotId()
          .getAsLong();
    }
  }
}
