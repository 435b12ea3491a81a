package dev.lakehouse.pipeline.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.settings.SettingsReader;
import dev.lakehouse.ingest.auto.FolderIngest;
import dev.lakehouse.ingest.contract.ContractIngest;
import dev.lakehouse.ingest.load.FileLoader;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.project.ProjectReader;
import dev.lakehouse.pipeline.state.RunRecord;
import dev.lakehouse.pipeline.state.RunState;
import dev.lakehouse.pipeline.state.StepRecord;
import dev.lakehouse.pipeline.step.StepExecutor;
import dev.lakehouse.pipeline.work.WorkerSettings;
import dev.lakehouse.table.TestDatabase;
import dev.lakehouse.table.TestLakehouse;
import dev.lakehouse.table.catalog.Database;
import dev.lakehouse.table.store.LocalObjectStore;
import dev.lakehouse.table.store.ObjectPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
  private StepExecutor steps;
  private Database database;

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
    InstantSource clock = InstantSource.system();
    Path work = temporary.resolve("work");
    steps =
        new StepExecutor(
            new ContractIngest(lakehouse.tables(), work, clock),
            new FolderIngest(
                lakehouse.tables(), new FileLoader(lakehouse.tables(), work, clock), clock));
    database = server.open();
  }

  @AfterEach
  void close() throws Exception {
    database.close();
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

  private RecordedRun run(String pipeline, boolean sound) throws InterruptedException {
    Project project = new ProjectReader(new SettingsReader(Map.of())).read(directory);
    RecordedRun recorded = new RecordedRun();
    try (Orchestrator orchestrator = Orchestrator.open(database, InstantSource.system())) {
      orchestrator.work(
          new ProjectSteps(project, steps, name -> name),
          new WorkerSettings("w", 2, List.of(), Duration.ofSeconds(10)));
      RunRecord ended =
          orchestrator.follow(orchestrator.trigger(project.pipeline(pipeline), Map.of()), recorded);
      assertThat(ended.state())
          .as("%s", recorded.events())
          .isEqualTo(sound ? RunState.SUCCESS : RunState.FAILED);
    }
    return recorded;
  }

  @Test
  void theContractPipelineFillsTheTableAndThenFindsNothingNew() throws Exception {
    RecordedRun first = run("csv_to_iceberg_pipeline", true);

    assertThat(first.events())
        .containsExactly(
            "validate_csv_schema SUCCESS",
            "upload_csv_to_s3 SUCCESS",
            "create_iceberg_namespace SUCCESS",
            "create_iceberg_table SUCCESS",
            "upsert_data_into_iceberg SUCCESS",
            "update_watermark SUCCESS");
    assertThat(first.step("validate_csv_schema").summary()).contains("200 rows, 5 columns");
    assertThat(first.step("upsert_data_into_iceberg").summary().orElseThrow())
        .startsWith("200 rows inserted, 0 updated");
    assertThat(first.step("update_watermark").summary())
        .contains("sales_pipeline_watermark = 2024-02-09");
    assertThat(lakehouse.read(SALES)).hasSize(200);
    assertThat(lakehouse.store().list(ObjectPath.parse("s3://lakehouse/raw/sales/"))).hasSize(1);

    RecordedRun second = run("csv_to_iceberg_pipeline", true);
    assertThat(second.step("create_iceberg_table").idle()).isTrue();
    assertThat(second.step("upsert_data_into_iceberg").idle()).isTrue();
    assertThat(lakehouse.read(SALES)).hasSize(200);
  }

  @Test
  void theFolderPipelineTurnsFoldersIntoTables() throws Exception {
    lakehouse
        .store()
        .put(
            directory.resolve("data/test/employees.csv"),
            ObjectPath.parse("s3://csv-uploads/employees/data.csv"));

    RecordedRun first = run("csv_auto_ingest", true);
    assertThat(first.events()).containsExactly("ingest_new_files SUCCESS");
    assertThat(lakehouse.read(EMPLOYEES)).hasSize(10).anyMatch(row -> row.contains("Mario Rossi"));

    assertThat(run("csv_auto_ingest", true).step("ingest_new_files").idle()).isTrue();
  }

  @Test
  void aStepThatFailsStopsTheRestAndTheNextRunBeginsAgain() throws Exception {
    String original = Files.readString(sample);
    Files.writeString(sample, original.replaceFirst("37\\.94", "much"));

    RecordedRun failed = run("csv_to_iceberg_pipeline", false);

    assertThat(failed.events())
        .containsExactlyInAnyOrder(
            "validate_csv_schema FAILED",
            "upload_csv_to_s3 UPSTREAM_FAILED",
            "create_iceberg_namespace UPSTREAM_FAILED",
            "create_iceberg_table UPSTREAM_FAILED",
            "upsert_data_into_iceberg UPSTREAM_FAILED",
            "update_watermark UPSTREAM_FAILED");
    StepRecord validated = failed.step("validate_csv_schema");
    assertThat(validated.code()).contains(ErrorCode.INVALID_DATA);
    assertThat(validated.error().orElseThrow()).contains("sales_sample.csv:2").contains("much");
    assertThat(lakehouse.tables().find(SALES)).isEmpty();

    Files.writeString(sample, original);
    run("csv_to_iceberg_pipeline", true);
    assertThat(lakehouse.read(SALES)).hasSize(200);
  }

  @Test
  void aStepThatFailsInPartIsAFailureWithItsReport() throws Exception {
    Path bad = Files.writeString(directory.resolve("bad.csv"), "a,b\n\"unclosed,1\n");
    lakehouse.store().put(bad, ObjectPath.parse("s3://csv-uploads/bad/data.csv"));
    lakehouse
        .store()
        .put(
            directory.resolve("data/test/employees.csv"),
            ObjectPath.parse("s3://csv-uploads/employees/data.csv"));

    RecordedRun run = run("csv_auto_ingest", false);

    assertThat(run.events()).containsExactly("ingest_new_files FAILED");
    assertThat(run.step("ingest_new_files").notes())
        .anyMatch(note -> note.startsWith("bad/data.csv failed: "));
    assertThat(lakehouse.read(EMPLOYEES)).hasSize(10);
  }

  @Test
  void aPartThatBreaksIsToldAsWell() throws Exception {
    run("csv_to_iceberg_pipeline", true);
    lakehouse.catalog().close();

    RecordedRun broken = run("csv_to_iceberg_pipeline", false);

    assertThat(broken.events())
        .contains("create_iceberg_namespace FAILED", "create_iceberg_table UPSTREAM_FAILED");
    assertThat(broken.step("create_iceberg_namespace").error()).isPresent();
  }
}
