package dev.lakehouse.quality.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.quality.LakehouseWithEngine;
import dev.lakehouse.quality.check.CheckSuite;
import dev.lakehouse.quality.result.CheckResult;
import dev.lakehouse.quality.result.QualityReport;
import dev.lakehouse.quality.result.Status;
import dev.lakehouse.sql.SqlEngine;
import dev.lakehouse.sql.SqlException;
import dev.lakehouse.sql.SqlResult;
import dev.lakehouse.sql.SqlSession;
import dev.lakehouse.sql.StatementControl;
import dev.lakehouse.table.CommitStamp;
import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableChange;
import dev.lakehouse.table.TableDefinition;
import dev.lakehouse.table.maintain.SnapshotExpiry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class QualityChecksTest extends LakehouseWithEngine {
  private static final String[] EIGHT = {
    "{name: order_id_unique, type: uniqueness, column: order_id}",
    "{name: order_id_not_null, type: not_null, column: order_id}",
    "{name: customer_id_not_null, type: not_null, column: customer_id}",
    "{name: amount_positive, type: positive, column: amount}",
    "{name: amount_range, type: range, column: amount, min: 0, max: 100000}",
    "{name: country_accepted, type: accepted_values, column: country, values: [DE, FR, 'O''X']}",
    "{name: no_future_ingestion, type: no_future_dates, column: ingestion_date}",
    "{name: row_count_valid, type: row_count_range, min: 1, max: 1000000}"
  };

  /** Counts the statements that go by. */
  private final class CountedEngine implements SqlEngine {
    private final List<String> statements = new ArrayList<>();

    @Override
    public SqlResult execute(SqlSession session, String sql, StatementControl control) {
      statements.add(sql);
      return engine.execute(session, sql, control);
    }

    @Override
    public void close() {}
  }

  private void makeSales(String... rows) {
    sql(
        """
        CREATE TABLE TABLE_ (order_id varchar, customer_id varchar, amount double,
          country varchar, ingestion_date date)\
        """);
    sql("INSERT INTO TABLE_ VALUES " + String.join(", ", rows));
  }

  private long currentSnapshot() {
    return lakehouse.tables().load(table).currentSnapshot().snapshotId();
  }

  @Test
  void goodRowsPassAllEightInOneStatement() {
    makeSales(
        "('A', 'c', 5, 'DE', DATE '2026-03-10')", "('B', 'c', 100000, 'O''X', DATE '2024-01-01')");
    CountedEngine counted = new CountedEngine();

    QualityReport report =
        new QualityChecks(lakehouse.tables(), counted, InstantSource.fixed(NOW))
            .run(suite(EIGHT), CheckTarget.current(table), "r1");

    assertThat(report.passed()).isTrue();
    assertThat(report.results())
        .allSatisfy(result -> {
          assertThat(result.status()).as(result.toString()).isEqualTo(Status.PASS);
          assertThat(result.totalRows()).hasValue(2);
          assertThat(result.failingKeys()).isEmpty();
        });
    assertThat(report.snapshotId()).hasValue(currentSnapshot());
    assertThat(report.executedAt()).isEqualTo(NOW);
    assertThat(counted.statements)
        .singleElement()
        .asString()
        .contains("FOR VERSION AS OF " + currentSnapshot());
  }

  @Test
  void eachMistakeFailsItsCheckAndIsNamedByTheKey() {
    makeSales(
        "('A', 'c', 5, 'DE', DATE '2024-01-01')",
        "('A', 'c', 5, 'DE', DATE '2024-01-01')",
        "('A', NULL, 5, 'DE', DATE '2024-01-01')",
        "('B', 'c', -1, 'FR', DATE '2024-01-01')",
        "('C', 'c', 0, 'XX', DATE '2026-03-11')",
        "('D', 'c', nan(), 'de', DATE '2026-03-10')",
        "('E', 'c', infinity(), 'FR', DATE '2026-03-10')",
        "(NULL, 'c', 1, 'FR', DATE '2026-03-10')");

    QualityReport report = check(suite(List.of("order_id"), EIGHT));

    assertThat(brief(report))
        .containsExactly(
            "FAIL 2 [\"A\"]",
            "FAIL 1 [null]",
            "FAIL 1 [\"A\"]",
            "FAIL 3 [\"B\",\"C\",\"D\"]",
            "FAIL 3 [\"B\",\"D\",\"E\"]",
            "FAIL 2 [\"C\",\"D\"]",
            "FAIL 1 [\"C\"]",
            "PASS");
    assertThat(report.results())
        .extracting(CheckResult::details)
        .containsExactly(
            "2 of 8 rows: order_id is the same as in another row",
            "1 of 8 rows: order_id is NULL",
            "1 of 8 rows: customer_id is NULL",
            "3 of 8 rows: amount is not greater than 0",
            "3 of 8 rows: amount is not from 0 to 100000",
            "2 of 8 rows: country is none of DE, FR, O'X",
            "1 of 8 rows: ingestion_date is in the future",
            "8 rows");
    assertThat(report.passed()).isFalse();
    assertThatThrownBy(report::requirePassed)
        .isInstanceOfSatisfying(
            LakehouseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_DATA))
        .hasMessageStartingWith(
            table + ": 7 of 8 checks failed: order_id_unique (2 of 8 rows: order_id is the same");
  }

  @Test
  void withoutAKeyTheValuesAreNamed() {
    makeSales(
        "('A', NULL, -2.5, 'DE', DATE '2024-01-01')", "('B', 'c', -1, 'XX', DATE '2030-01-01')");

    assertThat(brief(check(EIGHT)))
        .containsExactly(
            "PASS 0",
            "PASS 0",
            "FAIL 1",
            "FAIL 2 [-2.5,-1.0]",
            "FAIL 2 [-2.5,-1.0]",
            "FAIL 1 [\"XX\"]",
            "FAIL 1 [\"2030-01-01\"]",
            "PASS");
  }

  @Test
  void noMoreThanTenKeysAreNamed() {
    sql("CREATE TABLE TABLE_ AS SELECT n AS id, -n AS v FROM UNNEST(sequence(1, 25)) AS u(n)");

    assertThat(brief(check("{name: p, type: positive, column: v}")))
        .containsExactly("FAIL 25 [-25,-24,-23,-22,-21,-20,-19,-18,-17,-16]");
  }

  @Test
  void aNullFailsNothingButNotNull() {
    sql(
        "CREATE TABLE TABLE_ (a varchar, b varchar, n bigint, d timestamp(6), z timestamp(6) with time zone)");
    sql("INSERT INTO TABLE_ VALUES (NULL, 'x', NULL, NULL, NULL), (NULL, 'x', NULL, NULL, NULL)");

    assertThat(
            brief(
                check(
                    "{name: a, type: uniqueness, column: a}",
                    "{name: b, type: uniqueness, column: [a, b]}",
                    "{name: c, type: positive, column: n}",
                    "{name: d, type: range, column: n, min: 5}",
                    "{name: e, type: accepted_values, column: a, values: [q]}",
                    "{name: f, type: no_future_dates, column: d}",
                    "{name: g, type: no_future_dates, column: z}",
                    "{name: h, type: regex, column: a, pattern: q}",
                    "{name: i, type: relationship, column: a, to: TABLE_, field: b}",
                    "{name: j, type: not_null, column: [b, a]}")))
        .containsExactly(
            "PASS 0",
            "PASS 0",
            "PASS 0",
            "PASS 0",
            "PASS 0",
            "PASS 0",
            "PASS 0",
            "PASS 0",
            "PASS 0",
            "FAIL 2 [[\"x\",null],[\"x\",null]]");
  }

  @Test
  void anEmptyTableBreaksNoRuleOfRows() {
    sql(
        "CREATE TABLE TABLE_ (order_id varchar, customer_id varchar, amount double, country varchar, ingestion_date date)");
    List<String> expected =
        List.of("PASS 0", "PASS 0", "PASS 0", "PASS 0", "PASS 0", "PASS 0", "PASS 0", "FAIL");

    assertThat(brief(check(EIGHT))).isEqualTo(expected);

    nameTable();
    lakehouse
        .tables()
        .create(
            table,
            TableDefinition.of(
                new Schema(
                    Types.NestedField.optional(1, "order_id", Types.StringType.get()),
                    Types.NestedField.optional(2, "customer_id", Types.StringType.get()),
                    Types.NestedField.optional(3, "amount", Types.DoubleType.get()),
                    Types.NestedField.optional(4, "country", Types.StringType.get()),
                    Types.NestedField.optional(5, "ingestion_date", Types.DateType.get()))));
    QualityReport withoutSnapshot = check(EIGHT);
    assertThat(brief(withoutSnapshot)).isEqualTo(expected);
    assertThat(withoutSnapshot.snapshotId()).isEmpty();
    assertThat(withoutSnapshot.results().getLast().details()).isEqualTo("0 rows, fewer than 1");
  }

  @Test
  void limitsAndValuesAreOfTheColumnsType() {
    sql(
        """
        CREATE TABLE TABLE_ (i integer, b bigint, r real, d decimal(10, 2), day date,
          at timestamp(6), zoned timestamp(6) with time zone, s varchar, t boolean, u uuid)\
        """);
    sql(
        """
        INSERT INTO TABLE_ VALUES (1, 9007199254740993, REAL '0.1', 0.10, DATE '2024-01-31',
          TIMESTAMP '2024-01-31 12:00:00', TIMESTAMP '2024-01-31 12:00:00 UTC', 'b', true,
          UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59')\
        """);

    assertThat(
            brief(
                check(
                    "{name: a, type: range, column: i, min: 0.5, max: 1.5}",
                    "{name: b, type: range, column: B, min: 9007199254740993, max: 9007199254740993}",
                    "{name: b2, type: range, column: b, max: 9007199254740992}",
                    "{name: c, type: range, column: r, min: 0.1, max: 0.1}",
                    "{name: d, type: range, column: d, min: 0.1, max: 0.1}",
                    "{name: e, type: range, column: day, min: 2024-01-31, max: 2024-01-31}",
                    "{name: f, type: range, column: at, max: '2024-01-31 12:00:00'}",
                    "{name: f2, type: range, column: at, max: 2024-01-31}",
                    "{name: g, type: range, column: zoned, min: '2024-01-31T12:00:00Z'}",
                    "{name: h, type: accepted_values, column: i, values: [1, 2]}",
                    "{name: i, type: accepted_values, column: t, values: [true]}",
                    "{name: j, type: accepted_values, column: u, values: [12151fd2-7586-11e9-8f9e-2a86e4085a59]}",
                    "{name: k, type: accepted_values, column: day, values: [2024-02-01]}",
                    "{name: l, type: range, column: d, max: 123456789012345678901234567890.5}",
                    "{name: m, type: positive, column: d}",
                    "{name: n, type: accepted_values, column: r, values: ['0.1']}")))
        .containsExactly(
            "PASS 0",
            "PASS 0",
            "FAIL 1 [9007199254740993]",
            "PASS 0",
            "PASS 0",
            "PASS 0",
            "PASS 0",
            "FAIL 1 [\"2024-01-31 12:00:00.000000\"]",
            "PASS 0",
            "PASS 0",
            "PASS 0",
            "PASS 0",
            "FAIL 1 [\"2024-01-31\"]",
            "PASS 0",
            "PASS 0",
            "PASS 0");
  }

  @Test
  void whatIsAfterNowIsInTheFuture() {
    sql("CREATE TABLE TABLE_ (at timestamp(6), zoned timestamp(6) with time zone)");
    sql(
        """
        INSERT INTO TABLE_ VALUES
          (TIMESTAMP '2026-03-10 12:00:00', TIMESTAMP '2026-03-10 12:00:00 UTC'),
          (TIMESTAMP '2026-03-10 12:00:00.000001', TIMESTAMP '2026-03-10 12:00:00.000001 UTC')\
        """);

    assertThat(
            brief(
                check(
                    "{name: a, type: no_future_dates, column: at}",
                    "{name: b, type: no_future_dates, column: zoned}")))
        .containsExactly(
            "FAIL 1 [\"2026-03-10 12:00:00.000001\"]",
            "FAIL 1 [\"2026-03-10 12:00:00.000001 UTC\"]");
  }

  @Test
  void theNewestValueMustNotBeTooOld() {
    sql("CREATE TABLE TABLE_ (day date, at timestamp(6), zoned timestamp(6) with time zone)");
    assertThat(check("{name: a, type: freshness, column: at, max_age: 1h}").results().getFirst())
        .satisfies(result -> {
          assertThat(result.status()).isEqualTo(Status.FAIL);
          assertThat(result.details()).isEqualTo("there is no at");
        });
    sql(
        """
        INSERT INTO TABLE_ VALUES
          (DATE '2026-03-09', TIMESTAMP '2026-03-10 11:00:00', TIMESTAMP '2026-03-10 11:00:00 UTC'),
          (DATE '2026-03-10', NULL, TIMESTAMP '2020-01-01 00:00:00 UTC')\
        """);

    QualityReport report =
        check(
            "{name: a, type: freshness, column: day, max_age: 12h}",
            "{name: b, type: freshness, column: day, max_age: 11h}",
            "{name: c, type: freshness, column: at, max_age: 1h}",
            "{name: d, type: freshness, column: at, max_age: 59m, severity: warn}",
            "{name: e, type: freshness, column: zoned, max_age: 1h}",
            "{name: f, type: freshness, column: zoned, max_age: 30m}");

    assertThat(brief(report)).containsExactly("PASS", "FAIL", "PASS", "WARN", "PASS", "FAIL");
    assertThat(report.results().get(1).details())
        .isEqualTo("the newest day is 2026-03-10, older than 11h");
    assertThat(report.results().get(3).details())
        .isEqualTo("the newest at is 2026-03-10 11:00:00.000000, older than 59m");
  }

  @Test
  void aFailingCheckThatOnlyWarnsDoesNotBlock() {
    makeSales("('A', 'c', -1, 'DE', DATE '2024-01-01')");

    QualityReport report =
        check("{name: p, type: positive, column: amount, severity: warn}", EIGHT[0]);

    assertThat(brief(report)).containsExactly("WARN 1 [-1.0]", "PASS 0");
    assertThat(report.passed()).isTrue();
    report.requirePassed();
  }

  @Test
  void severalColumnsAreUniqueTogether() {
    sql("CREATE TABLE TABLE_ (a varchar, b bigint, c bigint)");
    sql(
        "INSERT INTO TABLE_ VALUES ('x', 1, 1), ('x', 1, 2), ('x', 2, 3), (NULL, 1, 3), ('y', 1, 5)");

    assertThat(
            brief(
                check(
                    "{name: ab, type: uniqueness, column: [a, b]}",
                    "{name: c, type: uniqueness, column: c}",
                    "{name: b, type: uniqueness, column: b}",
                    "{name: abc, type: uniqueness, column: [a, b, c]}")))
        .containsExactly("FAIL 1 [[\"x\",1]]", "FAIL 1 [3]", "FAIL 3 [1]", "PASS 0");
  }

  @Test
  void textsMatchTheirPattern() {
    makeSales(
        "('ORD-1', 'c', 1, 'DE', DATE '2024-01-01')",
        "('ord-2', 'c', 1, 'DE', DATE '2024-01-01')",
        "('xORD-3', 'c', 1, 'DE', DATE '2024-01-01')");

    assertThat(
            brief(
                check(
                    "{name: a, type: regex, column: order_id, pattern: '^ORD-\\d+$'}",
                    "{name: b, type: regex, column: order_id, pattern: '(?i)ord'}")))
        .containsExactly("FAIL 2 [\"ord-2\",\"xORD-3\"]", "PASS 0");
  }

  @Test
  void valuesAreInAnotherTable() {
    makeSales(
        "('A', 'c1', 1, 'DE', DATE '2024-01-01')",
        "('B', 'c2', 1, 'DE', DATE '2024-01-01')",
        "('C', 'c3', 1, 'DE', DATE '2024-01-01')");
    String customers = table + "_customers";
    sql("CREATE TABLE " + customers + " (id varchar)");
    sql("INSERT INTO " + customers + " VALUES 'c1', 'c1', NULL");

    QualityReport report =
        check(
            suite(
                List.of("order_id"),
                "{name: a, type: relationship, column: customer_id, to: %s, field: id}"
                    .formatted(customers),
                "{name: b, type: relationship, column: customer_id, to: shop.nowhere, field: id}",
                "{name: c, type: relationship, column: customer_id, to: %s, field: ids}"
                    .formatted(customers)));

    assertThat(brief(report)).containsExactly("FAIL 2 [\"B\",\"C\"]", "ERROR", "ERROR");
    assertThat(report.results())
        .extracting(CheckResult::details)
        .containsExactly(
            "2 of 3 rows: customer_id is in no row of %s as id".formatted(customers),
            "there is no table shop.nowhere to look into",
            "there is no column 'ids' in %s; did you mean 'id'?".formatted(customers));
  }

  @Test
  void aQueryGivesANumberOfFailuresOrTheFailingRows() {
    makeSales("('A', 'c', -1, 'DE', DATE '2024-01-01')", "('B', 'c', 1, 'DE', DATE '2024-01-01')");

    QualityReport report =
        check(
            "{name: a, type: custom_sql, sql: SELECT count(*) AS failures FROM TABLE_ WHERE amount < 0}",
            "{name: b, type: custom_sql, sql: SELECT count(*) AS FAILURES FROM TABLE_ WHERE amount < -5}",
            "{name: c, type: custom_sql, sql: 'SELECT order_id, amount FROM TABLE_ WHERE amount < 0 -- x'}",
            "{name: d, type: custom_sql, sql: 'SELECT 1 FROM TABLE_ WHERE amount < -5;'}",
            "{name: e, type: custom_sql, sql: SELECT sum(amount) / 2.0 AS failures FROM TABLE_ WHERE amount > 0}",
            "{name: f, type: custom_sql, sql: SELECT sum(amount) AS failures FROM TABLE_ WHERE amount > 5}",
            "{name: g, type: custom_sql, sql: 'SELECT 1 AS failures FROM TABLE_'}",
            "{name: h, type: custom_sql, sql: 'SELECT n FROM UNNEST(sequence(1, 1000)) AS u(n) ORDER BY n DESC'}",
            "{name: i, type: custom_sql, sql: 'SELECT -1 AS failures'}",
            "{name: j, type: custom_sql, sql: 'SELECT x FROM TABLE_'}",
            "{name: k, type: custom_sql, sql: 'SELECT 1 / 0 AS failures'}",
            "{name: l, type: custom_sql, sql: 'SELECT DECIMAL ''3.00'' AS failures'}");

    assertThat(brief(report))
        .containsExactly(
            "FAIL 1",
            "PASS 0",
            "FAIL 1 [[\"A\",-1.0]]",
            "PASS 0",
            "FAIL 1",
            "ERROR",
            "ERROR",
            "FAIL 1000 [1000,999,998,997,996,995,994,993,992,991]",
            "ERROR",
            "ERROR",
            "ERROR",
            "FAIL 3");
    assertThat(report.results().get(0).details()).isEqualTo("the query gives failures = 1");
    assertThat(report.results().get(2).details()).isEqualTo("the query gives 1 row");
    assertThat(report.results().get(5).details()).startsWith("the query gives NULL");
    assertThat(report.results().get(6).details()).startsWith("the query gives more than one row");
    assertThat(report.results().get(9).details()).contains("Column 'x' cannot be resolved");
    assertThat(report.results().get(10).details()).contains("Division by zero");
    assertThat(report.results()).allSatisfy(result -> assertThat(result.totalRows()).hasValue(2));
  }

  @Test
  void aTableHasTheColumnsThatWereAgreedOn() {
    sql(
        "CREATE TABLE TABLE_ (id varchar, at timestamp(6), items array(row(name varchar, price decimal(10, 2))))");

    QualityReport report =
        check(
            "{name: a, type: schema, columns: {ID: varchar, at: timestamp(6)}}",
            "{name: b, type: schema, columns: {id: varchar, at: timestamp(6)}, additional_columns: false}",
            "{name: c, type: schema, columns: {id: bigint, day: date}}",
            "{name: d, type: schema, additional_columns: false, columns:"
                + " {id: varchar, at: timestamp, items: 'array(row(name varchar, price decimal(10, 2)))'}}");

    assertThat(brief(report)).containsExactly("PASS", "FAIL", "FAIL", "PASS");
    assertThat(report.results())
        .extracting(CheckResult::details)
        .containsExactly(
            "2 columns as agreed on",
            "items was not agreed on",
            "id is of the type varchar, not bigint; day is missing",
            "3 columns as agreed on");
  }

  @Test
  void theNumberOfRowsIsComparedWithTheLastRun() {
    sql("CREATE TABLE TABLE_ AS SELECT n FROM UNNEST(sequence(1, 100)) AS u(n)");
    String change = "{name: a, type: row_count_change, max_increase: 10%, max_decrease: 5%}";
    QualityReport first = check(change);
    assertThat(brief(first)).containsExactly("PASS");
    assertThat(first.results().getFirst().details())
        .isEqualTo("100 rows, and no earlier rows to compare with");

    sql("INSERT INTO TABLE_ SELECT n FROM UNNEST(sequence(1, 10)) AS u(n)");
    CheckTarget now = CheckTarget.current(table);
    QualityReport grown = checks.run(suite(change), now, "grown-" + table);
    assertThat(grown.results().getFirst().details())
        .isEqualTo("110 rows, +10.0 % since 100 at 2026-03-10T12:00:00Z");
    // Repeated, it compares with what it compared with.
    assertThat(checks.run(suite(change), now, "grown-" + table).results())
        .isEqualTo(grown.results());
  }

  @Test
  void aSnapshotIsComparedWithWhatCameBeforeItHoweverOftenItIsLookedAt() {
    String change = "{name: a, type: row_count_change, max_increase: 10%, max_decrease: 10%}";
    sql("CREATE TABLE TABLE_ AS SELECT n FROM UNNEST(sequence(1, 100)) AS u(n)");
    long first = currentSnapshot();
    assertThat(check(change).passed()).isTrue();
    sql("INSERT INTO TABLE_ SELECT n FROM UNNEST(sequence(1, 50)) AS u(n)");
    assertThat(check(change).passed()).isFalse();
    assertThat(check(change).passed()).isFalse();

    // Looking at an old snapshot again does not make it the last one.
    sql("INSERT INTO TABLE_ VALUES 1, 2");
    assertThat(
            checks.run(suite(change), CheckTarget.at(table, "main", first), "old" + table).passed())
        .isTrue();
    QualityReport later =
        new QualityChecks(lakehouse.tables(), engine, InstantSource.fixed(NOW.plusSeconds(1)))
            .run(suite(change), CheckTarget.current(table), "later" + table);
    assertThat(later.passed()).isTrue();
    assertThat(later.results().getFirst().details()).startsWith("152 rows, +1.3 % since 150 at ");

    // What has expired is still known by its results.
    sql("DELETE FROM TABLE_ WHERE n > 60");
    new SnapshotExpiry(lakehouse.tables(), InstantSource.system())
        .expire(table, Instant.now().plusSeconds(1), 1);
    QualityReport expired = check(change);
    assertThat(expired.passed()).isFalse();
    assertThat(expired.results().getFirst().details()).contains("112 rows, -26.3 % since 152 at ");
  }

  @Test
  void rejectedRowsOfABranchAreNothingToCompareWith() {
    sql("CREATE TABLE TABLE_ AS SELECT n FROM UNNEST(sequence(1, 100)) AS u(n)");
    String change = "{name: a, type: row_count_change, max_increase: 10%}";
    assertThat(check(change).passed()).isTrue();
    lakehouse
        .tables()
        .apply(
            table,
            TableChange.of(new RowChange.Append(lakehouse.rows("SELECT range AS n FROM range(50)")))
                .stamped(CommitStamp.none().onBranch("audit")));

    for (String run : List.of("one", "two")) {
      QualityReport report = checks.run(suite(change), CheckTarget.of(table, "audit"), run + table);
      assertThat(report.results().getFirst().details())
          .isEqualTo(
              "150 rows, +50.0 % since 100 at 2026-03-10T12:00:00Z; allowed is any decrease to +10 %");
      assertThat(report.passed()).isFalse();
    }
  }

  @Test
  void allChecksOfARunSeeTheSameSnapshot() {
    makeSales("('A', 'c', 1, 'DE', DATE '2024-01-01')");
    long snapshot = currentSnapshot();
    SqlEngine racing =
        new SqlEngine() {
          @Override
          public SqlResult execute(SqlSession session, String sql, StatementControl control) {
            sql("INSERT INTO TABLE_ VALUES ('A', 'c', -1, 'XX', DATE '2030-01-01')");
            return engine.execute(session, sql, control);
          }

          @Override
          public void close() {}
        };

    QualityReport report =
        new QualityChecks(lakehouse.tables(), racing, InstantSource.fixed(NOW))
            .run(
                suite(
                    EIGHT[0],
                    EIGHT[3],
                    "{name: c, type: uniqueness, column: [order_id, country]}",
                    "{name: q, type: custom_sql, sql: SELECT count(*) - 1 AS failures FROM TABLE_ JOIN TABLE_ AS o ON true}",
                    "{name: r, type: relationship, column: country, to: TABLE_}"),
                CheckTarget.current(table),
                "racing");

    assertThat(report.snapshotId()).hasValue(snapshot);
    assertThat(brief(report)).containsExactly("PASS 0", "PASS 0", "PASS 0", "PASS 0", "PASS 0");
  }

  @Test
  void aBranchIsLookedAtByItself() {
    makeSales("('A', 'c', 1, 'DE', DATE '2024-01-01')");
    long staged =
        lakehouse
            .tables()
            .apply(
                table,
                TableChange.of(
                        new RowChange.Append(
                            lakehouse.rows(
                                "SELECT 'A' AS order_id, 'c' AS customer_id, -1 AS amount, 'DE' AS country, DATE '2024-01-01' AS ingestion_date")))
                    .stamped(CommitStamp.none().onBranch("audit")))
            .snapshotId()
            .getAsLong();
    CheckSuite suite =
        suite(
            EIGHT[0],
            EIGHT[3],
            "{name: q, type: custom_sql, sql: SELECT count(*) AS failures FROM TABLE_ WHERE amount < 0}");

    assertThat(check(suite).passed()).isTrue();
    QualityReport report = checks.run(suite, CheckTarget.of(table, "audit"), "branch");
    assertThat(report.snapshotId()).isEqualTo(OptionalLong.of(staged));
    assertThat(report.ref()).isEqualTo("audit");
    assertThat(brief(report)).containsExactly("FAIL 1 [\"A\"]", "FAIL 1 [-1.0]", "FAIL 1");
    assertThat(checks.run(suite, CheckTarget.at(table, "audit", staged), "at").results())
        .isEqualTo(report.results());
    assertThat(checks.run(suite, CheckTarget.of(table, "audti"), "typo").results())
        .allSatisfy(result -> {
          assertThat(result.status()).isEqualTo(Status.ERROR);
          assertThat(result.details()).contains("has no branch or tag 'audti'");
        });
  }

  @Test
  void columnsAreThoseThatTheTableHasNow() {
    makeSales("('A', 'c', 1, 'DE', DATE '2024-01-01')");
    sql("ALTER TABLE TABLE_ ADD COLUMN discount double");
    sql("ALTER TABLE TABLE_ RENAME COLUMN amount TO price");
    sql("ALTER TABLE TABLE_ DROP COLUMN customer_id");

    assertThat(
            brief(
                check(
                    "{name: a, type: not_null, column: discount}",
                    "{name: b, type: range, column: price, max: 0}",
                    "{name: c, type: custom_sql, sql: SELECT count(discount) AS failures FROM TABLE_ WHERE price > 0}",
                    "{name: d, type: not_null, column: amount}",
                    "{name: e, type: not_null, column: customer_id}")))
        .containsExactly("FAIL 1", "FAIL 1 [1.0]", "PASS 0", "ERROR", "ERROR");
  }

  @Test
  void whatIsWrongWithACheckIsItsResultAndTheOthersGoOn() {
    makeSales("('A', 'c', 1, 'DE', DATE '2024-01-01')");

    QualityReport report =
        check(
            EIGHT[0],
            "{name: a, type: positive, column: amuont}",
            "{name: b, type: positive, column: country}",
            "{name: c, type: regex, column: country, pattern: '('}",
            "{name: d, type: range, column: ingestion_date, min: 5}",
            "{name: e, type: custom_sql, sql: SELECT 1 FROM nowhere}",
            "{name: f, type: no_future_dates, column: amount}",
            "{name: g, type: not_null, column: amuont, severity: warn}",
            EIGHT[7]);

    assertThat(brief(report))
        .containsExactly(
            "PASS 0", "ERROR", "ERROR", "ERROR", "ERROR", "ERROR", "ERROR", "ERROR", "PASS");
    List<String> details = report.results().stream().map(CheckResult::details).toList();
    assertThat(details.get(1))
        .isEqualTo("there is no column 'amuont' in %s; did you mean 'amount'?".formatted(table));
    assertThat(details.get(2))
        .isEqualTo(
            "the column 'country' is of the type varchar, and a check of this type needs numbers");
    assertThat(details.get(4)).isEqualTo("'5' is no value of the type date");
    assertThat(details.get(5)).contains("shop.nowhere");
    assertThat(details.get(6)).contains("needs dates or times");
    assertThat(report.blocking()).hasSize(6);
    assertThat(report.results()).allSatisfy(result -> assertThat(result.totalRows()).hasValue(1));
  }

  @Test
  void aMissingTableIsAResultToo() {
    QualityReport report = check(EIGHT);

    assertThat(report.results())
        .hasSize(8)
        .allSatisfy(result -> {
          assertThat(result.status()).isEqualTo(Status.ERROR);
          assertThat(result.details()).startsWith("there is no table " + table);
        });
    assertThat(checks.results().history(Optional.of(table), Optional.empty(), 9)).hasSize(8);
  }

  @Test
  void detailsAreCutAtAThousandCharacters() {
    makeSales("('A', 'c', 1, 'DE', DATE '2024-01-01')");

    assertThat(
            check(
                    "{name: a, type: custom_sql, sql: SELECT x%s FROM TABLE_}"
                        .formatted("y".repeat(2000)))
                .results()
                .getFirst()
                .details())
        .hasSize(1000)
        .endsWith("…");
  }

  @Test
  void aRunThatIsCancelledStopsAndNotesNothingDown() {
    makeSales("('A', 'c', 1, 'DE', DATE '2024-01-01')");
    CheckControl[] control = new CheckControl[1];
    List<String> told = new ArrayList<>();
    control[0] =
        new CheckControl(what -> {
          told.add(what);
          if (what.equals("slow")) {
            control[0].cancel();
          }
        });

    assertThatThrownBy(() ->
            checks.run(
                suite(
                    EIGHT[0],
                    "{name: slow, type: custom_sql, sql: SELECT 1 FROM TABLE_}",
                    "{name: later, type: custom_sql, sql: SELECT 1 FROM TABLE_}"),
                CheckTarget.current(table),
                "cancelled",
                control[0]))
        .isInstanceOfSatisfying(
            SqlException.class, e -> assertThat(e.error().name()).isEqualTo("USER_CANCELED"));
    assertThat(told).containsExactly("1 checks in one scan", "slow");
    assertThat(checks.results().history(Optional.of(table), Optional.empty(), 9)).isEmpty();
  }

  @Test
  void aPartThatDoesNotAnswerEndsTheRun() {
    makeSales("('A', 'c', 1, 'DE', DATE '2024-01-01')");
    SqlEngine away =
        new SqlEngine() {
          @Override
          public SqlResult execute(SqlSession session, String sql, StatementControl control) {
            throw LakehouseException.of(ErrorCode.UNAVAILABLE, "Trino does not answer");
          }

          @Override
          public void close() {}
        };

    assertThatThrownBy(() ->
            new QualityChecks(lakehouse.tables(), away, InstantSource.fixed(NOW))
                .run(suite(EIGHT), CheckTarget.current(table), "away"))
        .hasMessage("Trino does not answer");
    assertThat(checks.results().history(Optional.of(table), Optional.empty(), 9)).isEmpty();
  }
}
