package dev.lakehouse.quality.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.settings.SettingsReader;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;

class CheckReaderTest {
  private static CheckSuite read(String yaml) {
    return new SettingsReader(Map.of()).parse("checks/sales.yaml", yaml, CheckReader::read);
  }

  private static CheckSuite checks(String... checks) {
    return read("table: lakehouse.sales\nchecks:\n  - " + String.join("\n  - ", checks) + "\n");
  }

  private static List<String> problems(String yaml) {
    LakehouseException error = catchThrowableOfType(LakehouseException.class, () -> read(yaml));
    assertThat(error).as(yaml).isNotNull();
    assertThat(error.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    return error
        .getMessage()
        .lines()
        .map(String::strip)
        .filter(line -> !line.endsWith(" problems:"))
        .toList();
  }

  /** What is wrong with a check in line 3 of a file. */
  private static List<String> wrong(String check) {
    return problems("table: lakehouse.sales\nchecks:\n  - " + check + "\n");
  }

  @Test
  void eachTypeHasItsSettings() {
    CheckSuite suite =
        checks(
            "{name: a, type: uniqueness, column: [order_id, line]}",
            "{name: b, type: not_null, column: order_id}",
            "{name: c, type: positive, column: amount, severity: warn, description: Costs money}",
            "{name: d, type: range, column: amount, min: -1.5e2, max: 100000}",
            "{name: e, type: range, column: day, max: 2030-01-01}",
            "{name: f, type: accepted_values, column: country, values: [DE, NO, 1]}",
            "{name: g, type: no-future-dates, column: day}",
            "{name: h, type: row_count_range, min: 1}",
            "{name: i, type: custom_sql, sql: SELECT count(*) AS failures FROM sales;}",
            "{name: j, type: regex, column: id, pattern: '^ORD-[0-9]+$'}",
            "{name: k, type: relationship, column: customer, to: lakehouse.customers, field: id}",
            "{name: l, type: freshness, column: day, max_age: 36h}",
            "{name: m, type: row_count_change, max_increase: 50%, max_decrease: 0.5 %}",
            "{name: n, type: schema, columns: {id: VARCHAR, at: timestamp, x: 'array( row(a int) )'},"
                + " additional_columns: false}");

    assertThat(suite.table()).isEqualTo(TableIdentifier.of("lakehouse", "sales"));
    assertThat(suite.key()).isEmpty();
    assertThat(suite.checks())
        .extracting(Check::rule)
        .containsExactly(
            new Rule.Uniqueness(List.of("order_id", "line")),
            new Rule.NotNull(List.of("order_id")),
            new Rule.Positive("amount"),
            new Rule.Range("amount", Optional.of("-1.5e2"), Optional.of("100000")),
            new Rule.Range("day", Optional.empty(), Optional.of("2030-01-01")),
            new Rule.AcceptedValues("country", List.of("DE", "NO", "1")),
            new Rule.NoFutureDates("day"),
            new Rule.RowCountRange(OptionalLong.of(1), OptionalLong.empty()),
            new Rule.CustomSql("SELECT count(*) AS failures FROM sales;"),
            new Rule.Regex("id", "^ORD-[0-9]+$"),
            new Rule.Relationship("customer", TableIdentifier.of("lakehouse", "customers"), "id"),
            new Rule.Freshness("day", Duration.ofHours(36)),
            new Rule.RowCountChange(
                Optional.of(new BigDecimal("50")), Optional.of(new BigDecimal("0.5"))),
            new Rule.SchemaContract(
                Map.of("id", "varchar", "at", "timestamp(6)", "x", "array(row(a int))"), false));
    assertThat(suite.checks().get(2).severity()).isEqualTo(Severity.WARN);
    assertThat(suite.checks().get(2).description()).isEqualTo("Costs money");
    assertThat(suite.checks().get(3).severity()).isEqualTo(Severity.ERROR);
    assertThat(suite.checks().stream().map(check -> check.rule().type().text()).distinct())
        .hasSize(CheckType.values().length);
  }

  @Test
  void aFieldOfARelationshipIsCalledLikeTheColumnIfNothingElseIsSaid() {
    assertThat(checks("{name: a, type: relationship, column: id, to: n.t}").checks())
        .extracting(Check::rule)
        .containsExactly(new Rule.Relationship("id", TableIdentifier.of("n", "t"), "id"));
  }

  @Test
  void aTableCanHaveAKeyOfSeveralColumns() {
    assertThat(
            read("""
            table: lakehouse.lines
            key: [order_id, line]
            checks:
              - {name: a, type: not_null, column: order_id}
            """)
                .key())
        .containsExactly("order_id", "line");
  }

  @Test
  void mistakesHaveTheirPlaceAndTheNearestWord() {
    assertThat(problems("table: sales\nchecks: []\nkeys: a\n"))
        .containsExactly(
            "checks/sales.yaml:1:8: 'table' is 'sales', but must be namespace.table",
            "checks/sales.yaml:2:9: a table has at least one check, in the list 'checks'",
            "checks/sales.yaml:3:1: unknown setting 'keys'; did you mean 'key'?");
    assertThat(wrong("{name: a, type: uniqeness, column: id}"))
        .singleElement()
        .asString()
        .startsWith(
            "checks/sales.yaml:3:21: 'type' is 'uniqeness', but must be one of uniqueness, not_null, ")
        .endsWith("; did you mean 'uniqueness'?");
    assertThat(wrong("{name: a, column: id}"))
        .containsExactly("checks/sales.yaml:3:5: the setting 'type' is missing");
    assertThat(wrong("{name: a, type: positive, colum: id}"))
        .containsExactly("checks/sales.yaml:3:31: unknown setting 'colum'; did you mean 'column'?");
    assertThat(wrong("{name: a, type: positive, column: id, severity: warning}"))
        .containsExactly(
            "checks/sales.yaml:3:53: 'severity' is 'warning', but must be one of error, warn");
    assertThat(wrong("{name: a, type: range, column: id}"))
        .containsExactly("checks/sales.yaml:3:5: a check of this type has 'min', 'max' or both");
    assertThat(wrong("{name: a, type: range, column: id, min: low, max: 3}"))
        .containsExactly(
            "checks/sales.yaml:3:45: 'min' is 'low', but must be a number, a date such as 2024-01-31"
                + " or a time such as 2024-01-31T12:30:00Z");
    assertThat(wrong("{name: a, type: range, column: id, min: 10, max: 3}"))
        .containsExactly("checks/sales.yaml:3:54: 'max' is less than 'min'");
    assertThat(wrong("{name: a, type: row_count_range, min: 10, max: 3}"))
        .containsExactly("checks/sales.yaml:3:52: 'max' is less than 'min'");
    assertThat(wrong("{name: a, type: row_count_change, max_increase: 5}"))
        .containsExactly(
            "checks/sales.yaml:3:53: 'max_increase' is '5', but must be a percentage such as 20%");
    assertThat(wrong("{name: a, type: accepted_values, column: id, values: []}"))
        .containsExactly(
            "checks/sales.yaml:3:58: 'values' is the list of the values that are allowed");
    assertThat(wrong("{name: a, type: schema, columns: {id: varhcar}}"))
        .containsExactly(
            "checks/sales.yaml:3:43: 'varhcar' is no type of a column; did you mean 'varchar'?");
    assertThat(wrong("{name: a, type: freshness, column: at, max_age: 2 days}"))
        .singleElement()
        .asString()
        .contains("'max_age' is '2 days', but must be a length of time such as 90s");
  }

  @Test
  void twoChecksHaveTwoNames() {
    assertThat(
            problems(
                """
                table: lakehouse.sales
                checks:
                  - {name: a, type: positive, column: x}
                  - {name: a, type: positive, column: y}
                """))
        .containsExactly("checks/sales.yaml:4:12: another check has the name 'a'");
  }

  @Test
  void aQueryIsReadBeforeItIsRun() {
    assertThat(
            problems(
                """
                table: lakehouse.sales
                checks:
                  - name: a
                    type: custom_sql
                    sql: |
                      SELECT count(*) AS failures
                      FRM sales
                      WHERE amount < 0
                """))
        .singleElement()
        .asString()
        .startsWith(
            "checks/sales.yaml:5:10: line 2, column 1 of the query: mismatched input 'FRM'");
    assertThat(wrong("{name: a, type: custom_sql, sql: DELETE FROM sales}"))
        .containsExactly(
            "checks/sales.yaml:3:38: 'sql' is one query in Trino's SQL: The statement is no query");
  }
}
