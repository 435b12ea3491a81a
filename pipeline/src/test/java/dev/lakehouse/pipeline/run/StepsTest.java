package dev.lakehouse.pipeline.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.table.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Steps of SQL, and of rows that are checked before they are published. */
@ExtendWith(TestDatabase.class)
class StepsTest {
  private static final String CHECKED =
      """
      publish: after_checks
      steps:
        - {name: upload, uses: csv.upload, source: sales}
        - {name: make, uses: table.create, source: sales}
        - {name: upsert, uses: csv.upsert, source: sales}
      """;

  private TestProject project;

  @BeforeEach
  void open(TestDatabase.Server server, @TempDir Path temporary) throws Exception {
    project = new TestProject(server, temporary);
  }

  @AfterEach
  void close() throws Exception {
    project.close();
  }

  @Test
  void statementsRunInOrderAndTheLastOnesRowsAreTheOutputs() throws Exception {
    project.write(
        "p",
        """
        parameters: [{name: least, default: "2"}]
        steps:
          - name: fill
            uses: sql
            query: |
              CREATE SCHEMA lakehouse;
              CREATE TABLE words (n bigint, word varchar);
              INSERT INTO words VALUES (1, 'one'), (2, 'two'), (3, 'three');
              SELECT word FROM words WHERE n >= {{ params.least }} ORDER BY n
          - name: each
            for_each: {outputs_of: fill}
            steps:
              - {name: say, uses: shell, command: [echo, "it is {{ item }}"]}
        """);

    RecordedRun run = project.run("p", true);

    assertThat(run.step("fill").notes())
        .containsExactly("CREATE SCHEMA", "CREATE TABLE", "INSERT: 3 rows", "2 rows");
    assertThat(run.step("fill").rowsOut()).hasValue(3);
    assertThat(run.events()).contains("say[1] SUCCESS", "say[2] SUCCESS").doesNotContain("say[3]");
    assertThat(run.step("say").summary().orElseThrow()).startsWith("it is t");
  }

  @Test
  void aMistakeInSqlIsNamedWithItsPlace() throws Exception {
    project.write(
        "p",
        """
        steps:
          - {name: ask, uses: sql, query: "SELECT nothing FROM nowhere"}
        """);

    assertThat(project.run("p", false).step("ask").error().orElseThrow())
        .contains("line 1:21", "Schema 'lakehouse' does not exist");
  }

  /** A statement that was committed is not run again by the attempt that comes after a crash. */
  @Test
  void aStatementsCommitHasATokenOfItsStep() throws Exception {
    project.write(
        "p",
        """
        steps:
          - name: fill
            uses: sql
            query: |
              CREATE SCHEMA IF NOT EXISTS lakehouse;
              CREATE TABLE IF NOT EXISTS t (n bigint);
              INSERT INTO t VALUES 1
        """);
    project.run("p", true);
    project.run("p", true);

    // Two runs, two rows: their tokens differ.
    assertThat(project.query("SELECT count(*) FROM t")).containsExactly("2");
    assertThat(
            project.query(
                "SELECT count(DISTINCT element_at(summary, 'lakehouse.token'))"
                    + " FROM \"t$snapshots\" WHERE element_at(summary, 'lakehouse.token')"
                    + " LIKE 'sql %/fill/0 2 %'"))
        .containsExactly("2");
  }

  @Test
  void rowsThatPassTheirChecksArePublishedInOneCommit() throws Exception {
    project.write("p", CHECKED);

    RecordedRun run = project.run("p", true);

    assertThat(run.step("upsert").notes())
        .anyMatch(note -> note.startsWith("8 checks: 8 PASS, published from the branch run-"));
    assertThat(project.query("SELECT count(*) FROM sales")).containsExactly("200");
    assertThat(project.query("SELECT name FROM \"sales$refs\"")).containsExactly("main");
    assertThat(run.step("upsert").snapshot()).isPresent();
    assertThat(project.run("p", true).step("upsert").idle()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "ORD-900,CUST-001,-5.00,DE,2024-03-01; amount_positive",
        "ORD-900,CUST-001,5.00,XX,2024-03-01; country_accepted",
        "ORD-900,CUST-001,5.00,DE,2999-01-01; no_future_ingestion",
      })
  void rowsThatDoNotAreSeenByNobodyUntilTheyAreCorrected(String row, String check)
      throws Exception {
    project.write("p", CHECKED);
    project.run("p", true);
    String before = Files.readString(project.sample());
    Files.writeString(project.sample(), before.stripTrailing() + "\n" + row + "\n");

    RecordedRun failed = project.run("p", false);

    String error = failed.step("upsert").error().orElseThrow();
    assertThat(error).startsWith("lakehouse.sales is unchanged, as").contains(check + " (");
    assertThat(project.query("SELECT count(*) FROM sales WHERE order_id = 'ORD-900'"))
        .containsExactly("0");
    String branch =
        project.query("SELECT name FROM \"sales$refs\" WHERE name <> 'main'").getFirst();
    assertThat(failed.step("upsert").remedy().orElseThrow()).contains(branch);
    assertThat(
            project.query(
                "SELECT count(*) FROM sales FOR VERSION AS OF '%s' WHERE order_id = 'ORD-900'"
                    .formatted(branch)))
        .containsExactly("1");

    Files.writeString(
        project.sample(), before.stripTrailing() + "\nORD-900,CUST-001,5.00,DE,2024-03-01\n");
    project.run("p", true);
    assertThat(
            project.query(
                "SELECT amount, country, ingestion_date FROM sales WHERE order_id = 'ORD-900'"))
        .containsExactly("5.0|DE|2024-03-01");
  }

  @Test
  void aPipelineThatCannotHoldBackItsRowsIsRefused() throws Exception {
    project.write(
        "p",
        """
        publish: after_checks
        steps:
          - {name: ingest, uses: csv.ingest_folder, source: csv_uploads}
        """);

    assertThatThrownBy(() -> project.run("p", true))
        .hasMessageContaining("p.yaml:4:26")
        .hasMessageContaining("what 'csv.ingest_folder' writes is seen at once");
  }
}
