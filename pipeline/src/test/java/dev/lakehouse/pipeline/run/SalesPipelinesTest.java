package dev.lakehouse.pipeline.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.pipeline.graph.StepState;
import dev.lakehouse.pipeline.state.StepRecord;
import dev.lakehouse.table.TestDatabase;
import dev.lakehouse.table.store.ObjectPath;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The example's pipelines, run with everything that they need. */
@ExtendWith(TestDatabase.class)
class SalesPipelinesTest {
  private static final TableIdentifier SALES = TableIdentifier.of("lakehouse", "sales");
  private static final TableIdentifier EMPLOYEES = TableIdentifier.of("lakehouse", "employees");

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
  void theContractPipelineFillsTheTableAndThenFindsNothingNew() throws Exception {
    RecordedRun first = project.run("csv_to_iceberg_pipeline", true);

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
    assertThat(project.lakehouse().read(SALES)).hasSize(200);
    assertThat(project.lakehouse().store().list(ObjectPath.parse("s3://lakehouse/raw/sales/")))
        .hasSize(1);

    RecordedRun second = project.run("csv_to_iceberg_pipeline", true);
    assertThat(second.step("create_iceberg_table").idle()).isTrue();
    assertThat(second.step("upsert_data_into_iceberg").idle()).isTrue();
    assertThat(project.lakehouse().read(SALES)).hasSize(200);
  }

  @Test
  void theFolderPipelineTurnsFoldersIntoTables() throws Exception {
    project
        .lakehouse()
        .store()
        .put(
            project.directory().resolve("data/test/employees.csv"),
            ObjectPath.parse("s3://csv-uploads/employees/data.csv"));

    RecordedRun first = project.run("csv_auto_ingest", true);
    assertThat(first.events()).containsExactly("ingest_new_files SUCCESS");
    assertThat(project.lakehouse().read(EMPLOYEES))
        .hasSize(10)
        .anyMatch(row -> row.contains("Mario Rossi"));

    assertThat(project.run("csv_auto_ingest", true).step("ingest_new_files").idle()).isTrue();
  }

  @Test
  void aStepThatFailsStopsTheRestAndTheNextRunBeginsAgain() throws Exception {
    String original = Files.readString(project.sample());
    Files.writeString(project.sample(), original.replaceFirst("37\\.94", "much"));

    RecordedRun failed = project.run("csv_to_iceberg_pipeline", false);

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
    assertThat(project.lakehouse().tables().find(SALES)).isEmpty();

    Files.writeString(project.sample(), original);
    project.run("csv_to_iceberg_pipeline", true);
    assertThat(project.lakehouse().read(SALES)).hasSize(200);
  }

  @Test
  void aStepThatFailsInPartIsAFailureWithItsReport() throws Exception {
    Path bad = Files.writeString(project.directory().resolve("bad.csv"), "a,b\n\"unclosed,1\n");
    project.lakehouse().store().put(bad, ObjectPath.parse("s3://csv-uploads/bad/data.csv"));
    project
        .lakehouse()
        .store()
        .put(
            project.directory().resolve("data/test/employees.csv"),
            ObjectPath.parse("s3://csv-uploads/employees/data.csv"));

    RecordedRun run = project.run("csv_auto_ingest", false);

    assertThat(run.events()).containsExactly("ingest_new_files FAILED");
    assertThat(run.step("ingest_new_files").notes())
        .anyMatch(note -> note.startsWith("bad/data.csv failed: "));
    assertThat(project.lakehouse().read(EMPLOYEES)).hasSize(10);
  }

  @Test
  void aPartThatBreaksIsToldAsWell() throws Exception {
    project.run("csv_to_iceberg_pipeline", true);
    project.lakehouse().catalog().close();

    RecordedRun broken = project.run("csv_to_iceberg_pipeline", false);

    assertThat(broken.events())
        .contains("create_iceberg_namespace FAILED", "create_iceberg_table UPSTREAM_FAILED");
    assertThat(broken.step("create_iceberg_namespace").error()).isPresent();
  }

  @Test
  void theQualityPipelineMakesTheEightChecksAndItsGateNamesWhatFails() throws Exception {
    project.run("csv_to_iceberg_pipeline", true);

    RecordedRun sound = project.run("data_quality_checks", true);
    assertThat(sound.step("run_quality_checks").summary()).contains("8 checks: 8 PASS");
    assertThat(sound.step("quality_gate").summary()).contains("8 checks passed");

    project.query("UPDATE sales SET amount = -1 WHERE order_id = 'ORD-001'");
    RecordedRun failed = project.run("data_quality_checks", false);

    assertThat(failed.step("run_quality_checks").state()).isEqualTo(StepState.SUCCESS);
    assertThat(failed.step("quality_gate").error().orElseThrow())
        .startsWith("2 of 8 checks failed: amount_positive of lakehouse.sales (")
        .contains("amount_range of lakehouse.sales (");
  }

  @Test
  void theMaintenancePipelineHasAChainForEachTable() throws Exception {
    project.run("csv_to_iceberg_pipeline", true);
    project.run("data_quality_checks", true);

    RecordedRun run = project.run("iceberg_maintenance", true);

    assertThat(run.events())
        .contains("find_tables SUCCESS", "maintain[1] SUCCESS", "maintain[2] SUCCESS");
    assertThat(project.query("SELECT DISTINCT table_name FROM _maintenance_log ORDER BY 1"))
        .containsExactly("lakehouse._quality_results", "lakehouse.sales");
    assertThat(
            project.query(
                "SELECT operation, count(*) FROM _maintenance_log WHERE status = 'success'"
                    + " GROUP BY 1 ORDER BY 1"))
        .containsExactly(
            "expire_snapshots|2",
            "optimize|2",
            "remove_old_metadata|2",
            "remove_orphan_files|2",
            "rewrite_manifests|2");
  }
}
