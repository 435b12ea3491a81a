package dev.lakehouse.pipeline.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.pipeline.asset.AssetSelection;
import dev.lakehouse.pipeline.plan.PlannedStep;
import dev.lakehouse.pipeline.project.AssetPipelines;
import dev.lakehouse.pipeline.project.PipelineDefinition;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.project.ProjectProblem;
import dev.lakehouse.table.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Runs that make assets of several pipelines, on real tables. */
@ExtendWith(TestDatabase.class)
class AssetRunsTest {
  private TestProject project;

  @BeforeEach
  void open(TestDatabase.Server server, @TempDir Path temporary) throws Exception {
    project = new TestProject(server, temporary);
    project.write(
        "staging",
        """
        tags: [nightly]
        parameters: [{name: least, default: "0"}]
        steps:
          - {name: say, uses: shell, command: [echo, "{{ params.least }}"]}
          - name: by_country
            uses: sql
            query: |
              CREATE TABLE IF NOT EXISTS by_country AS SELECT country, 0e0 AS amount FROM sales WHERE false;
              DELETE FROM by_country;
              INSERT INTO by_country
              SELECT country, sum(amount) FROM sales WHERE amount >= {{ params.least }} GROUP BY country
        """);
    Files.createDirectories(project.directory().resolve("sql"));
    Files.writeString(
        project.directory().resolve("sql/best.sql"),
        "-- the best\nCREATE OR REPLACE TABLE best AS\nSELECT max(amount) AS amount FROM by_country\n");
    project.write(
        "marts",
        """
        steps:
          - {name: best, uses: sql, file: sql/best.sql, tags: [mart]}
          - {name: export, uses: shell, command: [echo, done], reads: [lakehouse.best], makes: [shop.export]}
        """);
  }

  @AfterEach
  void close() throws Exception {
    project.close();
  }

  private static PipelineDefinition making(Project read, String selection) {
    return AssetPipelines.onDemand(
        AssetSelection.parse(selection).in(read.assets()), read, read.assets());
  }

  @Test
  void aSelectionIsMadeInTheOrderOfItsAssets() throws Exception {
    Project read = project.read();
    assertThat(read.problems()).isEmpty();

    RecordedRun run = project.run(read, making(read, "+best"), Map.of(), true);

    assertThat(run.events())
        .containsExactly(
            "csv_to_iceberg_pipeline/validate_csv_schema SUCCESS",
            "csv_to_iceberg_pipeline/upload_csv_to_s3 SUCCESS",
            "csv_to_iceberg_pipeline/create_iceberg_namespace SUCCESS",
            "csv_to_iceberg_pipeline/create_iceberg_table SUCCESS",
            "csv_to_iceberg_pipeline/upsert_data_into_iceberg SUCCESS",
            "staging/by_country SUCCESS",
            "marts/best SUCCESS");
    assertThat(project.query("SELECT count(*) FROM best WHERE amount > 0")).containsExactly("1");
  }

  @Test
  void onlyWhatIsSelectedIsMadeAndParametersBelongToTheirPipeline() throws Exception {
    project.run("csv_to_iceberg_pipeline", true);
    Project read = project.read();
    PipelineDefinition making = making(read, "by_country+1");
    assertThat(making.parameters()).containsOnlyKeys("staging/least");

    RecordedRun run = project.run(read, making, Map.of("staging/least", "1000000"), true);

    assertThat(run.events()).containsExactly("staging/by_country SUCCESS", "marts/best SUCCESS");
    assertThat(project.query("SELECT count(*) FROM by_country")).containsExactly("0");
  }

  @Test
  void aPipelineMaySelectAssets() throws Exception {
    project.run("csv_to_iceberg_pipeline", true);
    project.write("rebuild", "schedule: '@daily'\nassets: tag:nightly+\n");
    Project read = project.read();
    assertThat(read.problems()).isEmpty();
    assertThat(read.pipeline("rebuild").plan().steps())
        .extracting(PlannedStep::name)
        .containsExactly("marts/best", "marts/export", "staging/by_country");

    RecordedRun run = project.run("rebuild", true);

    assertThat(run.events())
        .containsExactly(
            "staging/by_country SUCCESS", "marts/best SUCCESS", "marts/export SUCCESS");
  }

  @Test
  void whatAStepReadsAndMakesIsSeenInItsStatements() {
    Project read = project.read();

    assertThat(read.assets().find("lakehouse.sales").orElseThrow())
        .satisfies(sales -> {
          assertThat(sales.upstream()).containsExactly("source:sales");
          assertThat(sales.makers())
              .extracting(Object::toString)
              .containsExactly("csv_to_iceberg_pipeline.upsert_data_into_iceberg");
        });
    assertThat(read.assets().find("lakehouse.by_country").orElseThrow().upstream())
        .containsExactly("lakehouse.sales");
    assertThat(read.assets().find("lakehouse.best").orElseThrow().tags()).containsExactly("mart");
    assertThat(read.assets().downstream("lakehouse.best")).containsExactly("shop.export");
    assertThat(read.assets().find("lakehouse.*")).isPresent();
  }

  @Test
  void whatNobodyMakesCannotBeMade() {
    Project read = project.read();

    assertThatThrownBy(() -> making(read, "source:sales")).hasMessage("no step makes source:sales");
  }

  @Test
  void mistakesAboutAssetsHaveTheirPlace() throws Exception {
    Files.writeString(
        project.directory().resolve("sql/best.sql"),
        "SELECT 1;\nSELECT max(amount)\nFORM by_country");
    project.write("rebuild", "assets: tag:nigthly\n");
    project.write("both", "assets: best\nsteps: [{name: s, uses: checks.gate}]\n");
    project.write(
        "loop",
        """
        steps:
          - {name: one, uses: sql, query: INSERT INTO a SELECT * FROM b}
          - {name: two, uses: sql, query: INSERT INTO b SELECT * FROM a}
          - {name: three, uses: sql, query: "SELECT {{ run.id }} FORM x"}
        """);
    project.write(
        "loop2",
        """
        steps:
          - {name: one, uses: sql, query: INSERT INTO c SELECT * FROM d}
          - {name: two, uses: sql, query: INSERT INTO d SELECT * FROM c, makes: [lakehouse.d, x]}
        """);
    project.write(
        "loop3",
        """
        steps:
          - {name: one, uses: sql, query: INSERT INTO e SELECT * FROM f}
          - {name: two, uses: sql, query: INSERT INTO f SELECT * FROM e}
        """);
    String pipelines = project.directory().resolve("pipelines") + "/";

    assertThat(project.read().problems())
        .extracting(ProjectProblem::toString)
        .satisfiesExactlyInAnyOrder(
            line ->
                assertThat(line)
                    .startsWith(
                        project.directory().resolve("sql/best.sql") + ":3:6: this is no SQL: "),
            line ->
                assertThat(line)
                    .isEqualTo(
                        pipelines
                            + "rebuild.yaml:2:9: there is no asset with the tag 'nigthly'; did you"
                            + " mean 'tag:nightly'?"),
            line ->
                assertThat(line).startsWith(pipelines + "both.yaml:2:9: a pipeline has 'steps'"),
            line ->
                assertThat(line)
                    .startsWith(pipelines + "loop.yaml:5:37: this is no SQL, in line 1 and column"),
            line -> assertThat(line).startsWith(pipelines + "loop2.yaml:4:73: 'x' is no asset"),
            line ->
                assertThat(line)
                    .startsWith(
                        pipelines
                            + "loop3.yaml:3:5: assets are made of each other: lakehouse.e ←"
                            + " lakehouse.f ← lakehouse.e; a step can say itself"));
  }
}
