package dev.lakehouse.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.app.cli.RunningHome.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code query} prints, with a server and without one. */
class QueryCommandTest {
  private static final String VALUES =
      "SELECT * FROM (VALUES (1, 'a', DECIMAL '1.50'), (20, NULL, NULL)) AS t(id, name, price)";

  @TempDir private static Path directory;
  private static RunningHome home;

  @BeforeAll
  static void startServer() {
    home = RunningHome.start(directory);
    assertThat(home.run("query", "CREATE SCHEMA lakehouse").exitCode()).isEqualTo(ExitCode.DONE);
  }

  @AfterAll
  static void stopServer() {
    home.close();
  }

  private static Outcome query(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "query";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return home.run(all);
  }

  @Test
  void printsTablesCsvAndJson() {
    Outcome table = query(VALUES);

    assertThat(table.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(table.out())
        .isEqualTo(
            """
            id  name  price
            --  ----  -----
             1  a      1.50
            20  NULL   NULL
            """);
    assertThat(table.err()).matches("2 rows in \\S+ m?s\n");
    assertThat(query(VALUES, "--format", "csv").out())
        .isEqualTo("id,name,price\r\n1,a,1.50\r\n20,,\r\n");
    assertThat(query(VALUES, "--format", "json").out())
        .isEqualTo(
            """
            [
              {"id":1,"name":"a","price":1.50},
              {"id":20,"name":null,"price":null}
            ]
            """);
  }

  @Test
  void nestedValuesKeepTheirNamesAndTypes() {
    String sql =
        """
        SELECT CAST(ROW(1, DECIMAL '2.5') AS ROW(x bigint, y decimal(2,1))) AS r,
          ARRAY[true, NULL] AS a, MAP(ARRAY['k'], ARRAY[1.5]) AS m, X'6162' AS b, nan() AS n\
        """;

    assertThat(query(sql, "--format", "json").out())
        .isEqualTo(
            """
            [
              {"r":{"x":1,"y":2.5},"a":[true,null],"m":{"k":1.5},"b":"YWI=","n":"NaN"}
            ]
            """);
    assertThat(query(sql).out()).contains("{x=1, y=2.5}", "[true, NULL]", "{k=1.5}", "6162", "NaN");
  }

  @Test
  void aPlanIsShownLineByLine() {
    Outcome outcome =
        query("CREATE TABLE planned (id bigint, name varchar); SHOW CREATE TABLE planned");

    assertThat(outcome.out())
        .contains("CREATE TABLE iceberg.lakehouse.planned (\n   id bigint,\n   name varchar\n)\n");
    assertThat(outcome.err()).contains("CREATE TABLE in ", "1 row in ");
  }

  @Test
  void statementsOfAFileShareASession() throws IOException {
    Files.writeString(
        directory.resolve("session.sql"),
        """
        CREATE SCHEMA other; USE other;
        CREATE TABLE t AS SELECT 1 AS id; -- one
        INSERT INTO t VALUES 2, 3; DELETE FROM t WHERE id = 1;
        PREPARE p FROM SELECT count(*) AS n FROM iceberg.other.t WHERE id > ?;
        EXECUTE p USING 2;
        SET TIME ZONE 'Asia/Tokyo';
        SELECT current_timezone() AS zone
        """);

    Outcome outcome = query("-f", "session.sql", "--format", "csv");

    assertThat(outcome.err().lines())
        .extracting(line -> line.replaceFirst(" in .*", ""))
        .containsExactly(
            "CREATE SCHEMA",
            "USE",
            "CREATE TABLE: 1 row",
            "INSERT: 2 rows",
            "DELETE: 1 row",
            "PREPARE",
            "1 row",
            "SET TIME ZONE",
            "1 row");
    assertThat(outcome.out()).isEqualTo("n\r\n1\r\nzone\r\nAsia/Tokyo\r\n");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void anErrorIsShownAtItsPlaceInTheFile() throws IOException {
    Files.writeString(
        directory.resolve("wrong.sql"),
        """
        SELECT 1; SELECT 2,
          '😀' || missing;
        SELECT 3;
        """);

    Outcome outcome = query("-f", "wrong.sql", "--format", "csv");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.out()).isEqualTo("_col0\r\n1\r\n");
    assertThat(outcome.err())
        .endsWith(
            """
            error: wrong.sql:2:10: Column 'missing' cannot be resolved
                '😀' || missing
                        ^
            """);
  }

  @Test
  void goesOnAfterAnErrorOnlyIfToldTo() {
    Outcome stopped = query("SELECT 1; SELECT 1/0; SELECT 3", "--format", "csv");
    Outcome went = query("--keep-going", "SELECT 1; SELECT 1/0; SELECT 3", "--format", "csv");

    assertThat(stopped.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(stopped.out()).doesNotContain("3");
    assertThat(stopped.err()).endsWith("error: Division by zero\n");
    assertThat(went.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(went.out()).endsWith("\r\n3\r\n");
  }

  @Test
  void takesSessionPropertiesCatalogAndSchema() {
    assertThat(
            query(
                    "--session",
                    "time_zone_id=Asia/Tokyo",
                    "--format",
                    "csv",
                    "--catalog",
                    "SYSTEM",
                    "--schema",
                    "runtime",
                    "SELECT current_timezone(), current_catalog, coordinator FROM nodes")
                .out())
        .endsWith("Asia/Tokyo,system,true\r\n");
  }

  @Test
  void aServerOnTheHomeIsAskedAndListsTheStatement() {
    Outcome outcome =
        query(
            "--format",
            "csv",
            "SELECT source, state FROM system.runtime.queries WHERE query LIKE '%itself%'");

    assertThat(outcome.out()).endsWith("\r\nlakehouse query,RUNNING\r\n");
  }

  @Test
  void aTrinoOfTheSettingsIsAsked(@TempDir Path elsewhere) {
    Map<String, String> environment =
        Map.of(
            "LAKEHOUSE_ENGINE",
            "trino",
            "LAKEHOUSE_TRINO_SERVER",
            home.address().toString(),
            "LAKEHOUSE_TRINO_USER",
            "ann");

    Outcome outcome =
        RunningHome.run(
            elsewhere,
            environment,
            "query",
            "--format",
            "csv",
            "SELECT current_user, schema_name FROM information_schema.schemata WHERE schema_name = 'lakehouse'");

    assertThat(outcome.out()).endsWith("\r\nann,lakehouse\r\n");
    assertThat(elsewhere.resolve(".lakehouse/postgres")).doesNotExist();
  }

  @Test
  void withoutAServerItWorksInThisProcess(@TempDir Path elsewhere) throws IOException {
    try (RunningHome stopped = RunningHome.start(elsewhere)) {
      Path record = stopped.home().resolve("server.json");
      String ofStopped = Files.readString(record);
      stopped.stopServer();
      assertThat(record).doesNotExist();
      // A killed server leaves its record, and another one may have its port by then.
      Files.writeString(
          record, ofStopped.replace(port(ofStopped), ":" + home.address().getPort() + "\""));

      Outcome outcome = stopped.run("query", "--format", "csv", "SHOW SCHEMAS LIKE 'lakehouse'");

      assertThat(outcome.err()).startsWith("0 rows in");
      assertThat(outcome.exitCode()).isEqualTo(ExitCode.DONE);
    }
  }

  private static String port(String record) {
    return record.replaceFirst(".*(:\\d+\").*", "$1");
  }

  @Test
  void wantsStatementsFromOnePlace() throws IOException {
    Files.writeString(directory.resolve("empty.sql"), "-- nothing\n;");

    assertThat(query("SELECT 1", "-f", "x.sql").exitCode()).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(query("-f", "absent.sql").err())
        .contains("there is no file " + directory.resolve("absent.sql"));
    assertThat(query("-f", "empty.sql").err()).contains("there is no statement to run");
  }
}
