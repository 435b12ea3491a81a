package dev.lakehouse.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.app.cli.RunningHome.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Assets, what is wrong with a project, and that the rest of it goes on, on a home with a server.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AssetsCommandTest {
  @TempDir private static Path directory;
  private static RunningHome home;

  @BeforeAll
  static void startServer() throws IOException {
    write("lakehouse.yaml", "name: p\n");
    write("data/orders.csv", "id,country,amount\n1,DE,10.5\n2,FR,20.0\n3,DE,1.5\n");
    write(
        "sources/orders.yaml",
        """
        name: orders
        type: csv
        path: data/orders.csv
        table: shop.orders
        columns: {id: bigint, country: varchar, amount: double}
        key: id
        """);
    write(
        "checks/orders.yaml",
        "{table: shop.orders, checks: [{name: positive, type: positive, column: amount}]}");
    write(
        "pipelines/load.yaml",
        """
        name: load
        steps:
          - {name: make, uses: table.create, source: orders}
          - {name: upsert, uses: csv.upsert, source: orders}
          - {name: check, uses: checks.run, tables: [shop.orders]}
        """);
    write(
        "pipelines/report.yaml",
        """
        name: report
        tags: [nightly]
        schedule: "@daily"
        parameters: [{name: least, default: "0"}]
        steps:
          - name: by_country
            uses: sql
            schema: shop
            query: |
              CREATE OR REPLACE TABLE by_country AS
              SELECT country, sum(amount) AS amount FROM orders
              WHERE amount >= {{ params.least }} GROUP BY country
        """);
    home = RunningHome.start(directory);
  }

  @AfterAll
  static void stopServer() {
    home.close();
  }

  private static void write(String file, String text) throws IOException {
    Path path = directory.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  @Test
  @Order(1)
  void assetsAreListedBeforeTheyExist() {
    Outcome outcome = home.run("assets", "--format", "csv");

    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.DONE);
    assertThat(outcome.out())
        .isEqualToNormalizingNewlines(
            """
            asset,kind,made by,rows,last snapshot,checks,tags
            shop.by_country,table,report.by_country,,,,nightly
            shop.orders,table,load.upsert,,,1,
            source:orders,source,,,,,
            """);
  }

  @Test
  @Order(2)
  void aSelectionIsMade() {
    Outcome outcome = home.run("assets", "materialize", "source:orders+");

    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.DONE);
    assertThat(outcome.err())
        .startsWith("assets, run 1\n")
        .contains("load/make", "load/upsert", "report/by_country")
        .doesNotContain("load/check");
    assertThat(
            home.run("query", "SELECT * FROM shop.by_country ORDER BY 1", "--format", "csv").out())
        .isEqualToNormalizingNewlines("country,amount\nDE,12.0\nFR,20.0\n");
    assertThat(home.run("runs", "--format", "csv").out()).contains("assets");
    assertThat(home.run("pipelines", "--format", "csv").out().lines())
        .hasSize(3)
        .noneMatch(line -> line.startsWith("assets"));
  }

  @Test
  @Order(3)
  void parametersAreThoseOfThePipeline() {
    assertThat(
            home.run("assets", "materialize", "by_country", "--param", "report/least=15")
                .exitCode())
        .isEqualTo(ExitCode.DONE);

    assertThat(home.run("query", "SELECT * FROM shop.by_country", "--format", "csv").out())
        .isEqualToNormalizingNewlines("country,amount\nFR,20.0\n");
    assertThat(home.run("assets", "materialize", "by_country", "--param", "report/lest=1").err())
        .isEqualTo(
            """
            error: the pipeline assets has no parameter 'report/lest'
              remedy: did you mean 'report/least'?
            """);
  }

  @Test
  @Order(4)
  void anAssetIsShownWithWhatIsAroundIt() {
    assertThat(home.run("checks", "run").exitCode()).isEqualTo(ExitCode.DONE);

    Outcome outcome = home.run("assets", "show", "orders");

    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.DONE);
    assertThat(outcome.out())
        .startsWith("shop.orders, a table\n  made by  load.upsert\n  rows     3\n  snapshot ")
        .contains(
            "\nmade of\n  └ source:orders\n",
            "\nof it are made\n  └ shop.by_country\n",
            "\ncolumns\n  id bigint not null\n",
            "\nlast runs\n  run 1, load/upsert: success, 3 rows inserted, 0 updated, snapshot ",
            "\nchecks\n  positive: PASS at ");
    assertThat(home.run("assets", "show", "ordrs").err())
        .isEqualTo(
            """
            error: there is no asset 'ordrs'
              remedy: did you mean 'orders'?
            """);
    assertThat(home.run("assets", "list", "tag:nightly", "--format", "csv").out().lines())
        .hasSize(2);
  }

  @Test
  @Order(5)
  void aSoundProjectIsOk() {
    Outcome outcome = home.run("validate");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(outcome.out())
        .isEqualTo("ok: 1 source, 4 steps of 2 pipelines (1 of SQL), 1 check of 1 table\n");
  }

  @Test
  @Order(6)
  void aBrokenPipelineIsNamedAndTheOthersGoOn() throws IOException {
    assertThat(home.run("pipelines", "pause", "report").exitCode()).isEqualTo(ExitCode.DONE);
    write(
        "pipelines/report.yaml",
        "name: report\nschedule: {cron: 0 25 * * *}\nsteps: [{name: s, uses: sql, qury: x}]\n");
    String file = directory.resolve("pipelines/report.yaml").toString();

    Outcome validated = home.run("validate");
    assertThat(validated.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(validated.out())
        .contains(
            file + ":3:30: unknown setting 'qury'\n  remedy: did you mean 'query'?\n",
            file + ":2:18: '0 25 * * *' is no schedule: ",
            "  not usable: pipeline report\n")
        .endsWith("3 problems\n");
    assertThat(home.run("validate", "--format", "json").out())
        .contains("\"line\":3,\"column\":30,", "\"remedy\":\"did you mean 'query'?\"");

    assertThat(home.run("run", "load").exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(home.run("run", "report").err()).startsWith("error: there are 3 problems:\n");
    assertThat(home.run("pipelines", "trigger", "report").exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(home.run("pipelines", "--format", "csv").out())
        .containsPattern("report,@daily,,.*,broken,true\r?\n");

    assertThat(home.run("pipelines", "unpause", "report").out())
        .isEqualTo("report is not paused\n");
    assertThat(home.run("pipelines", "pause", "report").exitCode()).isEqualTo(ExitCode.DONE);

    write("pipelines/report.yaml", "{name: report, steps: [{name: s, uses: checks.gate}]}\n");
    assertThat(home.run("pipelines", "--format", "csv").out())
        .containsPattern("report,.*,true\r?\n")
        .doesNotContain("broken");
  }

  @Test
  @Order(7)
  void theSettingsOfTheProjectAreReadToo() throws IOException {
    write("lakehouse.yaml", "name: p\nengin: {memory: 1GB}\n");

    assertThat(home.run("validate").out())
        .startsWith(directory.resolve("lakehouse.yaml") + ":2:1: unknown setting 'engin'\n");
    write("lakehouse.yaml", "name: p\n");
  }
}
