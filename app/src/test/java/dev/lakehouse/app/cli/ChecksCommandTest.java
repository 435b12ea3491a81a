package dev.lakehouse.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.app.cli.RunningHome.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Checks on a home with a server, which runs their statements over Trino's protocol. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ChecksCommandTest {
  @TempDir private static Path directory;
  private static RunningHome home;

  @BeforeAll
  static void startServer() throws IOException {
    Files.writeString(directory.resolve("lakehouse.yaml"), "name: p\n");
    Files.createDirectory(directory.resolve("checks"));
    home = RunningHome.start(directory);
  }

  @AfterAll
  static void stopServer() {
    home.close();
  }

  private static void declare(String yaml) throws IOException {
    Files.writeString(directory.resolve("checks/orders.yaml"), yaml);
  }

  private static void declareAll() throws IOException {
    declare(
        """
        table: shop.orders
        key: [id, line]
        checks:
          - {name: unique, type: uniqueness, column: [id, line]}
          - {name: one_line, type: uniqueness, column: id, severity: warn}
          - {name: known, type: not_null, column: country}
          - {name: positive, type: positive, column: amount}
          - {name: limits, type: range, column: day, min: 2024-01-01}
          - {name: accepted, type: accepted_values, column: country, values: [DE, FR]}
          - {name: not_later, type: no_future_dates, column: at}
          - {name: fresh, type: freshness, column: at, max_age: 1000w}
          - {name: some, type: row_count_range, min: 1}
          - {name: steady, type: row_count_change, max_increase: 10%}
          - {name: code, type: regex, column: country, pattern: '^[A-Z]{2}$'}
          - {name: self, type: relationship, column: id, to: shop.orders}
          - {name: columns, type: schema, columns: {id: bigint, amount: 'decimal(4,2)'}}
          - {name: own, type: custom_sql, sql: SELECT id FROM orders WHERE amount > 100}
        """);
  }

  @Test
  @Order(1)
  void withoutChecksItSaysWhereTheyBelong() {
    Outcome outcome = home.run("checks");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(outcome.err())
        .contains("There are no checks yet", directory.resolve("checks").toString());
    assertThat(home.run("checks", "history").err()).contains("There are no such results");
    assertThat(home.run("checks", "run", "shop.orders").err())
        .startsWith("error: there are no checks of shop.orders in ");
  }

  @Test
  @Order(2)
  void aTableThatIsMissingFailsEachCheck() throws IOException {
    declareAll();

    Outcome outcome = home.run("checks", "run");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.err()).contains("14 checks: 14 ERROR");
    assertThat(outcome.out()).contains("there is no table shop.orders");
  }

  @Test
  @Order(3)
  void goodRowsPass() {
    assertThat(
            home.run(
                    "query",
                    """
                    CREATE SCHEMA shop;
                    CREATE TABLE shop.orders AS SELECT * FROM (VALUES
                      (bigint '1', 1, 'DE', DECIMAL '10.00', DATE '2024-01-15',
                        TIMESTAMP '2024-01-15 10:00:00.000000 UTC'),
                      (2, 1, 'FR', 20.50, DATE '2024-01-16', TIMESTAMP '2024-01-16 10:00:00.000000 UTC'))
                      AS v(id, line, country, amount, day, at)\
                    """)
                .exitCode())
        .isEqualTo(ExitCode.DONE);

    Outcome outcome = home.run("checks", "run", "iceberg.shop.orders", "--format", "csv");

    assertThat(outcome.exitCode()).as(outcome.out()).isEqualTo(ExitCode.DONE);
    assertThat(outcome.err())
        .matches("ok +shop\\.orders +\\S+ m?s  14 checks of snapshot \\d+: 14 PASS\n");
    assertThat(outcome.out().lines())
        .startsWith("table,check,status,failing,rows,details,failing keys")
        .contains("shop.orders,unique,PASS,0,2,2 rows,")
        .hasSize(15);
  }

  @Test
  @Order(4)
  void badRowsFailAndAreNamed() {
    assertThat(
            home.run(
                    "query",
                    "INSERT INTO shop.orders VALUES (2, 2, NULL, DECIMAL '-1.00', DATE '2023-12-31',"
                        + " TIMESTAMP '2100-01-01 00:00:00.000000 UTC')")
                .exitCode())
        .isEqualTo(ExitCode.DONE);

    Outcome outcome = home.run("checks", "run", "shop.orders", "--format", "csv");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.err())
        .startsWith("failed  shop.orders")
        .endsWith(": 8 PASS, 1 WARN, 5 FAIL\n");
    assertThat(outcome.out().lines())
        .contains(
            "shop.orders,one_line,WARN,1,3,1 of 3 rows: id is the same as in another row,[2]",
            "shop.orders,known,FAIL,1,3,1 of 3 rows: country is NULL,\"[[2,2]]\"",
            "shop.orders,positive,FAIL,1,3,1 of 3 rows: amount is not greater than 0,\"[[2,2]]\"",
            "shop.orders,limits,FAIL,1,3,1 of 3 rows: day is not 2024-01-01 or more,\"[[2,2]]\"");
  }

  @Test
  @Order(5)
  void someChecksCanBeMadeByThemselves() {
    Outcome passing =
        home.run("checks", "run", "--check", "unique", "--check", "one_line", "--format", "json");

    assertThat(passing.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(passing.out().lines()).hasSize(4);
    assertThat(home.run("checks", "run", "--check", "unqiue").err())
        .isEqualTo(
            """
            error: there is no check 'unqiue' of shop.orders
              remedy: did you mean 'unique'?
            """);
  }

  @Test
  @Order(6)
  void otherRefsCanBeLookedAt() {
    assertThat(home.run("tables", "tag", "shop.orders", "now").exitCode()).isEqualTo(ExitCode.DONE);

    assertThat(home.run("checks", "run", "--ref", "now", "--check", "unique").exitCode())
        .isEqualTo(ExitCode.DONE);
    Outcome missing = home.run("checks", "run", "--ref", "then", "--check", "unique");
    assertThat(missing.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(missing.out()).contains("has no branch or tag 'then'");
  }

  @Test
  @Order(6)
  void aBranchCanBePublishedByHand() {
    assertThat(home.run("tables", "branch", "shop.orders", "later").exitCode())
        .isEqualTo(ExitCode.DONE);

    assertThat(home.run("tables", "publish", "shop.orders", "later").out())
        .matches("shop.orders is at snapshot \\d+\n");
    assertThat(home.run("tables", "publish", "shop.orders", "later").err())
        .startsWith("error: shop.orders has no branch 'later'");
    assertThat(home.run("tables", "publish", "shop.orders", "now").err())
        .startsWith("error: shop.orders has no branch 'now'");
  }

  @Test
  @Order(7)
  void historyAndTheListShowWhatWas() {
    List<String> positive =
        home.run("checks", "history", "shop.orders", "--check", "positive", "--format", "csv")
            .out()
            .lines()
            .toList();
    assertThat(positive).hasSize(4);
    assertThat(positive.getFirst())
        .isEqualTo("run at,table,check,status,failing,rows,details,failing keys");
    assertThat(positive.get(1)).contains(",shop.orders,positive,FAIL,1,3,");
    assertThat(positive.get(2)).contains(",shop.orders,positive,PASS,0,2,");
    assertThat(positive.get(3)).contains(",shop.orders,positive,ERROR,");
    assertThat(home.run("checks", "history", "--limit", "3", "--format", "csv").out().lines())
        .hasSize(4);

    assertThat(home.run("checks", "--format", "csv").out().lines())
        .hasSize(15)
        .anyMatch(line -> line.startsWith("shop.orders,positive,positive,error,FAIL,"))
        .anyMatch(line -> line.startsWith("shop.orders,one_line,uniqueness,warn,WARN,"));
  }

  @Test
  @Order(8)
  void mistakesHaveTheirPlace() throws IOException {
    declare("table: shop.orders\nchecks:\n  - {name: a, type: uniqueness, colum: id}\n");

    Outcome outcome = home.run("checks", "run");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.err())
        .isEqualTo(
            "error: %s:3:33: unknown setting 'colum'; did you mean 'column'?\n"
                .formatted(directory.resolve("checks/orders.yaml")));
  }
}
