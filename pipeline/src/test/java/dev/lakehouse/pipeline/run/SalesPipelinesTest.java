package dev.lakehouse.pipeline.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.settings.SettingsReader;
import dev.lakehouse.ingest.auto.FolderIngest;
import dev.lakehouse.ingest.contract.ContractIngest;
import dev.lakehouse.ingest.load.FileLoader;
import dev.lakehouse.pipeline.project.PipelineDefinition;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.project.ProjectReader;
import dev.lakehouse.pipeline.step.StepExecutor;
import dev.lakehouse.pipeline.step.StepReport;
import dev.lakehouse.table.TestDatabase;
import dev.lakehouse.table.TestLakehouse;
import dev.lakehouse.table.store.LocalObjectStore;
import dev.lakehouse.table.store.ObjectPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The example's pipelines, run with everything that they need. */
@ExtendWith(TestDatabase.class)
class SalesPipelinesTest {
  private static final Path EXAMPLE = Path.of("..", "examples", "sales");
  private static final TableIdentifier SALES = TableIdentifier.of("lakehouse", "sales");
  private static final TableIdentifier EMPLOYEES = TableIdentifier.of("lakehouse", "employees");

  private Path directory;
  private Path sample;
  private TestLakehouse lakehouse;
  private PipelineRunner runner;

  /** Each look at the clock is a second later. */
  private static final class TickingClock implements InstantSource {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public Instant instant() {
      now = now.plusSeconds(1);
      return now;
    }
  }

  @BeforeEach
  void open(TestDatabase.Server server, @TempDir Path temporary) throws Exception {
    directory = temporary.resolve("sales");
    copy(EXAMPLE, directory);
    sample = directory.resolve("data/raw/sales_sample.csv");
    lakehouse =
        new TestLakehouse(
            server.newDatabase(),
            LocalObjectStore.open(temporary.resolve("objects")),
            temporary.resolve("engine"));
    lakehouse.store().createBucket("csv-uploads");
    TickingClock clock = new TickingClock();
    Path work = temporary.resolve("work");
    runner =
        new PipelineRunner(
            new StepExecutor(
                new ContractIngest(lakehouse.tables(), work, clock),
                new FolderIngest(
                    lakehouse.tables(), new FileLoader(lakehouse.tables(), work, clock), clock)),
            clock);
  }

  @AfterEach
  void close() throws Exception {
    lakehouse.close();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> tree = Files.walk(from)) {
      for (Path path : tree.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(path));
        Files.createDirectories(target.getParent());
        Files.copy(path, target);
      }
    }
  }

  private PipelineDefinition pipeline(String name) {
    Project project = new ProjectReader(new SettingsReader(Map.of())).read(directory);
    return project.pipeline(name);
  }

  private RecordedRun run(String pipeline, boolean sound) {
    RecordedRun run = new RecordedRun();
    assertThat(runner.run(pipeline(pipeline), run)).as("%s", run.events()).isEqualTo(sound);
    return run;
  }

  @Test
  void theContractPipelineFillsTheTableAndThenFindsNothingNew() {
    RecordedRun first = run("csv_to_iceberg_pipeline", true);

    assertThat(first.events())
        .containsExactly(
            "validate_csv_schema started",
            "validate_csv_schema DONE",
            "upload_csv_to_s3 started",
            "upload_csv_to_s3 DONE",
            "create_iceberg_namespace started",
            "create_iceberg_namespace DONE",
            "create_iceberg_table started",
            "create_iceberg_table DONE",
            "upsert_data_into_iceberg started",
            "upsert_data_into_iceberg DONE",
            "update_watermark started",
            "update_watermark DONE");
    assertThat(first.report("validate_csv_schema").summary()).isEqualTo("200 rows, 5 columns");
    assertThat(first.report("upsert_data_into_iceberg").summary())
        .startsWith("200 rows inserted, 0 updated");
    assertThat(first.report("update_watermark").summary())
        .isEqualTo("sales_pipeline_watermark = 2024-02-09");
    assertThat(first.duration("validate_csv_schema")).isPositive();
    assertThat(lakehouse.read(SALES)).hasSize(200);
    assertThat(lakehouse.store().list(ObjectPath.parse("s3://lakehouse/raw/sales/"))).hasSize(1);

    RecordedRun second = run("csv_to_iceberg_pipeline", true);
    assertThat(second.report("create_iceberg_table").status()).isEqualTo(StepReport.Status.SKIPPED);
    assertThat(second.report("upsert_data_into_iceberg").status())
        .isEqualTo(StepReport.Status.SKIPPED);
    assertThat(lakehouse.read(SALES)).hasSize(200);
  }

  @Test
  void theFolderPipelineTurnsFoldersIntoTables() {
    lakehouse
        .store()
        .put(
            directory.resolve("data/test/employees.csv"),
            ObjectPath.parse("s3://csv-uploads/employees/data.csv"));

    RecordedRun first = run("csv_auto_ingest", true);
    assertThat(first.events()).containsExactly("ingest_new_files started", "ingest_new_files DONE");
    assertThat(lakehouse.read(EMPLOYEES)).hasSize(10).anyMatch(row -> row.contains("Mario Rossi"));

    assertThat(run("csv_auto_ingest", true).report("ingest_new_files").status())
        .isEqualTo(StepReport.Status.SKIPPED);
  }

  @Test
  void aStepThatFailsStopsTheRestAndTheNextRunBeginsAgain() throws IOException {
    String original = Files.readString(sample);
    Files.writeString(sample, original.replaceFirst("37\\.94", "much"));

    RecordedRun failed = run("csv_to_iceberg_pipeline", false);

    assertThat(failed.events())
        .startsWith("validate_csv_schema started", "validate_csv_schema failed")
        .containsSubsequence(
            "upload_csv_to_s3 not run",
            "create_iceberg_namespace not run",
            "create_iceberg_table not run",
            "upsert_data_into_iceberg not run",
            "update_watermark not run")
        .hasSize(7);
    assertThat(failed.failure("validate_csv_schema").code()).isEqualTo(ErrorCode.INVALID_DATA);
    assertThat(failed.failure("validate_csv_schema"))
        .hasMessageContaining("sales_sample.csv:2")
        .hasMessageContaining("much");
    assertThat(failed.duration("validate_csv_schema")).isEqualTo(Duration.ofSeconds(1));
    assertThat(lakehouse.tables().find(SALES)).isEmpty();

    Files.writeString(sample, original);
    run("csv_to_iceberg_pipeline", true);
    assertThat(lakehouse.read(SALES)).hasSize(200);
  }

  @Test
  void aStepThatFailsInPartIsAFailureWithItsReport() throws IOException {
    Path bad = Files.writeString(directory.resolve("bad.csv"), "a,b\n\"unclosed,1\n");
    lakehouse.store().put(bad, ObjectPath.parse("s3://csv-uploads/bad/data.csv"));
    lakehouse
        .store()
        .put(
            directory.resolve("data/test/employees.csv"),
            ObjectPath.parse("s3://csv-uploads/employees/data.csv"));

    RecordedRun run = run("csv_auto_ingest", false);

    assertThat(run.events()).containsExactly("ingest_new_files started", "ingest_new_files FAILED");
    assertThat(run.report("ingest_new_files").notes())
        .anyMatch(note -> note.startsWith("bad/data.csv failed: "));
    assertThat(lakehouse.read(EMPLOYEES)).hasSize(10);
  }

  @Test
  void aPartThatBreaksIsToldAsWell() throws Exception {
    run("csv_to_iceberg_pipeline", true);
    lakehouse.catalog().close();
    PipelineDefinition all = pipeline("csv_to_iceberg_pipeline");

    RecordedRun broken = new RecordedRun();
    PipelineDefinition catalogFirst =
        new PipelineDefinition("p", "", List.of(all.steps().get(2), all.steps().get(3)));
    assertThat(runner.run(catalogFirst, broken)).isFalse();

    assertThat(broken.events())
        .containsExactly(
            "create_iceberg_namespace started",
            "create_iceberg_namespace failed",
            "create_iceberg_table not run");
    assertThat(broken.failure("create_iceberg_namespace").getCause()).isNotNull();
  }
}
