package dev.lakehouse.pipeline.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.settings.SettingsReader;
import dev.lakehouse.ingest.source.CsvContractSource;
import dev.lakehouse.ingest.source.CsvFolderSource;
import dev.lakehouse.pipeline.graph.RunIf;
import dev.lakehouse.pipeline.plan.FanOut;
import dev.lakehouse.pipeline.plan.PlanJson;
import dev.lakehouse.pipeline.plan.PlannedStep;
import dev.lakehouse.pipeline.plan.RunPlan;
import dev.lakehouse.pipeline.project.ProjectProblem.Kind;
import dev.lakehouse.pipeline.schedule.Catchup;
import dev.lakehouse.pipeline.schedule.Schedule;
import dev.lakehouse.pipeline.step.StepAction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectReaderTest {
  private static final String CONTRACT =
      """
      name: %s
      type: csv
      path: data/sales.csv
      upload_to: s3://lakehouse/raw/
      table: lakehouse.sales
      columns: {id: varchar, day: date}
      key: id
      watermark: {column: day, variable: %s}
      """;
  private static final String FOLDER =
      """
      name: %s
      type: csv_folder
      path: s3://csv-uploads/%1$s/
      namespace: %s
      """;

  @TempDir private Path directory;

  private void write(String file, String yaml) throws IOException {
    Path path = directory.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, yaml);
  }

  private Project read() {
    return new ProjectReader(new SettingsReader(Map.of())).read(directory);
  }

  private LakehouseException mistake() {
    LakehouseException error =
        catchThrowableOfType(LakehouseException.class, () -> read().requireSound(_ -> true));
    assertThat(error).isNotNull();
    assertThat(error.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    return error;
  }

  @Test
  void anEmptyProjectDeclaresNothing() {
    Project project = read();

    assertThat(project.sources()).isEmpty();
    assertThat(project.pipelines()).isEmpty();
    assertThat(project.variables()).isEmpty();
    assertThat(project.checks()).isEmpty();
    assertThatThrownBy(() -> project.checks(TableIdentifier.of("lakehouse", "sales")))
        .isInstanceOfSatisfying(
            LakehouseException.class, e -> assertThat(e.remedy().orElseThrow()).contains("checks"));
    assertThatThrownBy(() -> project.pipeline("any"))
        .isInstanceOfSatisfying(
            LakehouseException.class,
            e -> assertThat(e.remedy().orElseThrow()).contains("pipelines"));
  }

  @Test
  void readsTheChecksOfTables() throws IOException {
    String checks = "{table: lakehouse.%s, checks: [{name: a, type: not_null, column: id}]}";
    write("checks/sales.yaml", checks.formatted("sales"));
    write("checks/customers.yml", checks.formatted("customers"));

    Project project = read();

    assertThat(project.checks()).hasSize(2);
    assertThat(project.checks(TableIdentifier.of("lakehouse", "sales")).checks()).hasSize(1);
    assertThatThrownBy(() -> project.checks(TableIdentifier.of("lakehouse", "sale")))
        .isInstanceOfSatisfying(
            LakehouseException.class,
            e -> assertThat(e.remedy()).hasValue("did you mean lakehouse.sales?"));
  }

  @Test
  void aTableHasItsChecksInOneFile() throws IOException {
    String checks = "{table: lakehouse.sales, checks: [{name: a, type: not_null, column: id}]}";
    write("checks/a.yaml", checks);
    write("checks/b.yaml", checks);

    assertThat(mistake())
        .hasMessage(
            "%s:1:9: the name 'lakehouse.sales' is taken by %s, too"
                .formatted(directory.resolve("checks/b.yaml"), directory.resolve("checks/a.yaml")));
  }

  @Test
  void readsSourcesAndPipelines() throws IOException {
    write("sources/sales.yaml", CONTRACT.formatted("sales", "sales_mark"));
    write("sources/uploads.yml", FOLDER.formatted("uploads", "landing"));
    write("sources/notes.txt", "not a source");
    write(
        "pipelines/nightly.yaml",
        """
        name: nightly
        description: Everything, once a night.
        steps:
          - {name: load, uses: csv.upsert, source: sales}
          - {name: scan, uses: csv.ingest_folder, source: uploads}
        """);

    Project project = read();

    assertThat(project.sources().get("sales")).isInstanceOf(CsvContractSource.class);
    assertThat(project.sources().get("uploads")).isInstanceOf(CsvFolderSource.class);
    PipelineDefinition pipeline = project.pipeline("nightly");
    assertThat(pipeline.description()).isEqualTo("Everything, once a night.");
    assertThat(pipeline.steps()).extracting(PlannedStep::name).containsExactly("load", "scan");
    assertThat(pipeline.actions().get("load")).isInstanceOf(StepAction.UpsertCsv.class);
    assertThat(project.sourceOfVariable("sales_mark"))
        .contains((CsvContractSource) project.sources().get("sales"));
    assertThat(project.sourceOfVariable("other")).isEmpty();
  }

  @Test
  void namesTheNearestPipeline() throws IOException {
    write("sources/sales.yaml", CONTRACT.formatted("sales", "sales_mark"));
    write(
        "pipelines/a.yaml", "{name: nightly, steps: [{name: s, uses: csv.upsert, source: sales}]}");

    assertThatThrownBy(() -> read().pipeline("nigthly"))
        .isInstanceOfSatisfying(
            LakehouseException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND);
              assertThat(e.remedy()).contains("did you mean 'nightly'?");
            });
  }

  @Test
  void brokenFilesAreNamedTogether() throws IOException {
    write("sources/a.yaml", "{name: a, type: csv_folder, paht: x}");
    write("sources/b.yaml", "name: [unclosed");
    write("sources/c.yaml", FOLDER.formatted("c", "landing"));
    write("sources/d.yaml", "");

    assertThat(mistake())
        .hasMessageContaining(directory.resolve("sources/a.yaml") + ":1:29: unknown setting 'paht'")
        .hasMessageContaining("did you mean 'path'?")
        .hasMessageContaining(directory.resolve("sources/b.yaml").toString())
        .hasMessageContaining(directory.resolve("sources/d.yaml").toString())
        .message()
        .doesNotContain("c.yaml");
  }

  /** What needs a broken part cannot be used and says so; the rest can. */
  @Test
  void aBrokenFileTakesDownOnlyWhatNeedsIt() throws IOException {
    write("sources/sales.yaml", CONTRACT.formatted("sales", "mark") + "duplicats: last\n");
    write("sources/uploads.yaml", FOLDER.formatted("uploads", "landing"));
    write("checks/sales.yaml", "{table: lakehouse.sales, checks: [{name: a, type: nul}]}");
    write("checks/b.yaml", "{table: b.b, checks: [{name: a, type: not_null, column: id}]}");
    write("pipelines/a.yaml", "{name: load, steps: [{name: s, uses: csv.upsert, source: sales}]}");
    write(
        "pipelines/b.yaml",
        "{name: scan, steps: [{name: s, uses: csv.ingest_folder, source: uploads}]}");
    write(
        "pipelines/c.yaml",
        "{name: some, steps: [{name: s, uses: checks.run, tables: [lakehouse.sales]}]}");
    write("pipelines/d.yaml", "{name: every, steps: [{name: s, uses: checks.run}]}");
    write("pipelines/e.yaml", "{name: one, steps: [{name: s, uses: checks.run, tables: [b.b]}]}");
    write("pipelines/f.yaml", "name: no_yaml\nsteps: [unclosed");

    Project project = read();

    assertThat(project.pipelines()).containsOnlyKeys("scan", "one");
    assertThat(project.sources()).containsOnlyKeys("uploads");
    assertThat(project.checks()).containsOnlyKeys(TableIdentifier.of("b", "b"));
    assertThat(project.broken(Kind.PIPELINE)).containsExactly("every", "load", "no_yaml", "some");
    assertThat(project.broken(Kind.SOURCE)).containsExactly("sales");
    String place = directory.resolve("sources/sales.yaml") + ":9:1";
    assertThatThrownBy(() -> project.pipeline("load"))
        .hasMessage(
            "%s:1:58: the source 'sales' is broken, see %s"
                .formatted(directory.resolve("pipelines/a.yaml"), place));
    assertThatThrownBy(() -> project.pipeline("every"))
        .hasMessageContaining("the checks of lakehouse.sales are broken, see ");
    assertThatThrownBy(() -> project.pipeline("no_yaml"))
        .hasMessageContaining(directory.resolve("pipelines/f.yaml") + ":2:");
    assertThatThrownBy(() -> project.checks(TableIdentifier.of("lakehouse", "sales")))
        .hasMessageContaining("checks/sales.yaml");
    assertThat(
            project.problems().stream()
                .filter(problem -> problem.concerns().name().equals("sales"))
                .findFirst()
                .orElseThrow())
        .satisfies(problem -> {
          assertThat(problem.place()).hasToString(place);
          assertThat(problem.message()).isEqualTo("unknown setting 'duplicats'");
          assertThat(problem.remedy()).contains("did you mean 'duplicates'?");
          assertThat(problem.concerns()).hasToString("source sales");
        });
  }

  @Test
  void aNameBelongsToOneFile() throws IOException {
    write("sources/a.yaml", FOLDER.formatted("same", "one"));
    write("sources/b.yaml", FOLDER.formatted("same", "two"));

    assertThat(mistake())
        .hasMessage(
            "%s:1:7: the name 'same' is taken by %s, too"
                .formatted(
                    directory.resolve("sources/b.yaml"), directory.resolve("sources/a.yaml")));
  }

  @Test
  void twoSourcesCannotShareAVariableOrANamespace() throws IOException {
    write("sources/a.yaml", CONTRACT.formatted("a", "mark"));
    write("sources/b.yaml", CONTRACT.formatted("b", "mark"));
    assertThat(mistake())
        .hasMessageContaining(
            directory.resolve("sources/b.yaml")
                + ":1:7: the sources a, b all have the variable 'mark'");

    Files.delete(directory.resolve("sources/b.yaml"));
    write("sources/c.yaml", FOLDER.formatted("c", "landing"));
    write("sources/d.yaml", FOLDER.formatted("d", "landing"));
    assertThat(mistake())
        .hasMessageContaining(
            "the sources c, d all have the namespace 'landing'; give each its own");
    assertThat(read().sources()).containsOnlyKeys("a");
  }

  @Test
  void stepsAreCheckedAtTheirPlace() throws IOException {
    write("sources/sales.yaml", CONTRACT.formatted("sales", "mark"));
    write(
        "sources/bare.yaml",
        "{name: bare, type: csv, path: x.csv, table: a.b, columns: {id: varchar}, key: id}");
    write("sources/uploads.yaml", FOLDER.formatted("uploads", "landing"));
    write(
        "pipelines/p.yaml",
        """
        name: p
        steps:
          - {name: one, uses: csv.upser, source: sales}
          - {name: two, uses: csv.upsert, source: sale}
          - {name: three, uses: csv.upsert, source: uploads}
          - {name: four, uses: csv.ingest_folder, source: sales}
          - {name: five, uses: csv.upload, source: bare}
          - {name: six, uses: csv.watermark, source: bare}
          - {name: six, uses: csv.upsert, source: sales}
          - {name: seven, source: sales}
          - {name: eight, uses: table.create, source: sales, retrys: 3}
        """);
    String file = directory.resolve("pipelines/p.yaml").toString();

    assertThat(mistake().getMessage().lines().map(String::strip))
        .contains(
            file + ":3:23: there is no step 'csv.upser'; did you mean 'csv.upsert'?",
            file + ":4:43: there is no source 'sale'; did you mean 'sales'?",
            file + ":5:45: this step needs a source of the type 'csv', and 'uploads' is another",
            file
                + ":6:51: this step needs a source of the type 'csv_folder', and 'sales' is another",
            file + ":7:44: the source 'bare' has no 'upload_to'",
            file + ":8:46: the source 'bare' has no 'watermark'",
            file + ":9:12: another step has the name 'six'",
            file + ":10:5: the setting 'uses' is missing")
        .hasSize(10)
        .anyMatch(line -> line.startsWith(file + ":11:54: unknown setting 'retrys'"));
  }

  @Test
  void aPipelineHasSteps() throws IOException {
    write("pipelines/p.yaml", "{name: p, steps: []}");

    assertThat(mistake()).hasMessageContaining("a pipeline has at least one step");
  }

  @Test
  void aPipelineSaysHowItsStepsDependOnEachOther() throws IOException {
    write("sources/sales.yaml", CONTRACT.formatted("sales", "sales_mark"));
    write(
        "pipelines/p.yaml",
        """
        name: p
        schedule: {cron: 0 3 * * *, time_zone: Europe/Rome, catchup: all}
        max_active_runs: 2
        parameters:
          - {name: file, default: a.csv}
          - {name: tables, default: ""}
          - {name: more, default: x}
        retries: 2
        step_timeout: 1h
        steps:
          - {name: check, uses: csv.validate, source: sales, file: "data/{{ params.file }}"}
          - {name: load, uses: csv.upsert, source: sales, retries: {times: 5, delay: 1s}}
          - name: each
            needs: [check]
            run_if: all_done
            for_each: {parameter: tables}
            steps:
              - {name: say, uses: shell, command: [echo, "{{ item }}"], timeout: 5s}
              - {name: say_again, uses: shell, command: [echo, "{{ run.id }}"], worker: big}
        """);

    PipelineDefinition pipeline = read().pipeline("p");

    assertThat(pipeline.schedule())
        .contains(new Schedule("0 3 * * *", ZoneId.of("Europe/Rome"), Catchup.ALL));
    assertThat(pipeline.mostRuns()).isEqualTo(2);
    assertThat(pipeline.parameters().get("file").value()).contains("a.csv");
    assertThat(pipeline.defaults()).containsEntry("file", "a.csv").containsEntry("more", "x");
    RunPlan plan = pipeline.plan();
    assertThat(plan.step("check").needs()).isEmpty();
    assertThat(plan.step("load").needs()).containsExactly("check");
    assertThat(plan.step("load").retries().times()).isEqualTo(5);
    assertThat(plan.step("load").retries().delay()).isEqualTo(Duration.ofSeconds(1));
    assertThat(plan.step("check").retries().times()).isEqualTo(2);
    assertThat(plan.step("check").timeout()).contains(Duration.ofHours(1));
    assertThat(plan.step("each").runIf()).isEqualTo(RunIf.ALL_DONE);
    assertThat(plan.step("each").each()).contains(new FanOut.Parameter("tables"));
    assertThat(plan.step("say").fanOut()).contains("each");
    assertThat(plan.step("say").timeout()).contains(Duration.ofSeconds(5));
    assertThat(plan.step("say_again").needs()).containsExactly("say");
    assertThat(plan.step("say_again").tag()).contains("big");
    assertThat(pipeline.actions()).containsOnlyKeys("check", "load", "say", "say_again");
    assertThat(PlanJson.read(PlanJson.write(plan))).isEqualTo(plan);
  }

  @Test
  void whatStepsNeedIsChecked() throws IOException {
    write(
        "pipelines/p.yaml",
        """
        name: p
        schedule: 0 25 * * *
        parameters:
          - {name: unset}
        steps:
          - {name: a, uses: shell, command: [echo, "{{ item }}"], needs: [c]}
          - {name: b, uses: shell, command: [echo, "{{ params.x }}"], needs: [aa]}
          - {name: c, uses: shell, command: [echo, "{{ a b }}"]}
          - {name: d, uses: shell, command: [echo], needs: [], run_if: any_work}
          - {name: e, uses: shell, command: []}
        """);
    String file = directory.resolve("pipelines/p.yaml").toString();

    assertThat(mistake().getMessage().lines().map(String::strip))
        .anyMatch(line -> line.startsWith(file + ":2:11: '0 25 * * *' is no schedule: "))
        .anyMatch(line -> line.startsWith(file + ":6:37: nothing is known as 'item' here"))
        .anyMatch(line -> line.startsWith(file + ":7:37: nothing is known as 'params.x' here"))
        .contains(file + ":7:70: there is no step 'aa' here; did you mean 'a'?")
        .anyMatch(line -> line.startsWith(file + ":8:37: 'a b' is not a name"))
        .contains(file + ":9:64: this step needs no other, so its rule never holds")
        .anyMatch(line -> line.contains(":10:") && line.contains("this step needs a 'command'"));
  }

  @Test
  void stepsThatNeedEachOtherAreRefused() throws IOException {
    write(
        "pipelines/p.yaml",
        """
        name: p
        steps:
          - {name: a, uses: shell, command: [echo], needs: [c]}
          - {name: b, uses: shell, command: [echo]}
          - {name: c, uses: shell, command: [echo]}
        """);

    assertThat(mistake()).hasMessageContaining("p.yaml:3:52: steps need each other: a → c → b → a");
  }
}
