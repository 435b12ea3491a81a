package dev.lakehouse.pipeline.variable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.settings.SettingsReader;
import dev.lakehouse.ingest.contract.ContractIngest;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.project.ProjectReader;
import dev.lakehouse.pipeline.run.Orchestrator;
import dev.lakehouse.pipeline.run.ProjectSteps;
import dev.lakehouse.pipeline.run.RunListener;
import dev.lakehouse.pipeline.run.TestProject;
import dev.lakehouse.pipeline.state.RunState;
import dev.lakehouse.pipeline.state.StepRecord;
import dev.lakehouse.pipeline.step.StepExecutor;
import dev.lakehouse.pipeline.variable.Variables.Variable;
import dev.lakehouse.pipeline.work.WorkerSettings;
import dev.lakehouse.sql.EngineOnDemand;
import dev.lakehouse.sql.SqlEngine;
import dev.lakehouse.sql.embedded.EmbeddedEngine;
import dev.lakehouse.table.TestDatabase;
import dev.lakehouse.table.TestLakehouse;
import dev.lakehouse.table.catalog.Database;
import dev.lakehouse.table.catalog.LakehouseCatalog;
import dev.lakehouse.table.store.LocalObjectStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Variables, and what pipelines make of them. */
@ExtendWith(TestDatabase.class)
class VariablesTest {
  private static final String WATERMARK = "orders_watermark";

  private Path directory;
  private TestLakehouse lakehouse;
  private ContractIngest contracts;
  private SqlEngine engine;
  private StepExecutor steps;
  private Database database;
  private Orchestrator orchestrator;
  private Project project;
  private Variables variables;

  @BeforeEach
  void open(TestDatabase.Server server, @TempDir Path temporary) throws Exception {
    directory = temporary.resolve("project");
    Files.createDirectories(directory.resolve("pipelines"));
    Files.createDirectories(directory.resolve("sources"));
    lakehouse =
        new TestLakehouse(
            server.newDatabase(),
            LocalObjectStore.open(temporary.resolve("objects")),
            temporary.resolve("engine"));
    InstantSource clock = InstantSource.system();
    Path work = temporary.resolve("work");
    contracts = new ContractIngest(lakehouse.tables(), work, clock);
    engine =
        new EngineOnDemand(() -> EmbeddedEngine.start(lakehouse.tables(), LakehouseCatalog.NAME));
    steps = TestProject.steps(lakehouse, work, engine);
    Files.writeString(
        directory.resolve("sources/orders.yaml"),
        """
        name: orders
        type: csv
        path: orders.csv
        table: lakehouse.orders
        columns: {id: BIGINT, day: DATE}
        key: [id]
        watermark: {column: day, variable: orders_watermark}
        """);
    Files.writeString(directory.resolve("orders.csv"), "id,day\n1,2024-01-01\n2,2024-02-01\n");
    Files.writeString(
        directory.resolve("pipelines/load.yaml"),
        """
        name: load
        steps:
          - {name: namespace, uses: table.create_namespace, source: orders}
          - {name: table, uses: table.create, source: orders}
          - {name: upsert, uses: csv.upsert, source: orders}
        """);
    Files.writeString(
        directory.resolve("pipelines/tell.yaml"),
        """
        name: tell
        steps:
          - {name: say, uses: shell, command: [echo, "{{ vars.greeting }} up to {{ vars.orders_watermark }}"]}
        """);
    project = new ProjectReader(new SettingsReader(Map.of())).read(directory);
    database = server.open();
    orchestrator = Orchestrator.open(database, clock);
    variables = new Variables(project, contracts, orchestrator.variables());
    orchestrator.work(
        new ProjectSteps(project, steps, variables::get),
        new WorkerSettings("w", "here", 2, List.of(), Duration.ofSeconds(10)));
  }

  @AfterEach
  void close() throws Exception {
    orchestrator.close();
    database.close();
    engine.close();
    lakehouse.close();
  }

  private StepRecord last(String pipeline, RunState state) throws InterruptedException {
    long run = orchestrator.trigger(project.pipeline(pipeline), Map.of());
    assertThat(orchestrator.follow(run, RunListener.none()).state()).isEqualTo(state);
    return orchestrator.reader().steps(run).getLast();
  }

  @Test
  void aVariableIsSetShownAndDeleted() {
    variables.set("greeting", "hello");
    variables.set("greeting", "hello again");

    assertThat(variables.get("greeting")).isEqualTo("hello again");
    assertThat(variables.list())
        .containsExactly(
            new Variable("greeting", Optional.of("hello again"), Optional.empty()),
            new Variable(WATERMARK, Optional.empty(), Optional.of("lakehouse.orders")));
    variables.delete("greeting");
    assertThatThrownBy(() -> variables.get("greeting"))
        .isInstanceOfSatisfying(
            LakehouseException.class,
            error -> {
              assertThat(error.code()).isEqualTo(ErrorCode.NOT_FOUND);
              assertThat(error.remedy())
                  .contains("set it with 'lakehouse variables set greeting VALUE'");
            });
    assertThatThrownBy(() -> variables.delete("greeting"))
        .hasMessage("the variable greeting is not set");
    assertThatThrownBy(() -> variables.set("no-name", "x"))
        .hasMessage("'no-name' is no name of a variable");
    assertThat(variables.meant("orders_watermrk")).contains(WATERMARK);
    assertThat(variables.meant(WATERMARK)).isEmpty();
  }

  @Test
  void stepsSeeVariablesAsTheyAreWhenTheyRun() throws Exception {
    assertThat(last("tell", RunState.FAILED).error()).contains("the variable greeting is not set");

    last("load", RunState.SUCCESS);
    variables.set("greeting", "all's well");
    assertThat(last("tell", RunState.SUCCESS).summary()).contains("all's well up to 2024-02-01");
  }

  @Test
  void aWatermarkIsSetBackToLoadAgainFromADate() throws Exception {
    last("load", RunState.SUCCESS);
    assertThat(variables.get(WATERMARK)).isEqualTo("2024-02-01");
    assertThat(last("load", RunState.SUCCESS).idle()).isTrue();

    variables.set(WATERMARK, "2024-01-15");
    assertThat(last("load", RunState.SUCCESS).summary().orElseThrow())
        .startsWith("0 rows inserted, 1 updated");
    variables.delete(WATERMARK);
    assertThat(last("load", RunState.SUCCESS).summary().orElseThrow())
        .startsWith("0 rows inserted, 2 updated");

    assertThatThrownBy(() -> variables.set(WATERMARK, "yesterday"))
        .hasMessage("'yesterday' is no value of the column day");
  }
}
