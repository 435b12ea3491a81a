package dev.lakehouse.pipeline.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.base.settings.SettingsReader;
import dev.lakehouse.ingest.auto.FolderIngest;
import dev.lakehouse.ingest.contract.ContractIngest;
import dev.lakehouse.ingest.load.FileLoader;
import dev.lakehouse.maintain.policy.MaintenancePolicies;
import dev.lakehouse.maintain.run.TableMaintenance;
import dev.lakehouse.pipeline.project.PipelineDefinition;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.project.ProjectReader;
import dev.lakehouse.pipeline.state.RunRecord;
import dev.lakehouse.pipeline.state.RunState;
import dev.lakehouse.pipeline.step.StepExecutor;
import dev.lakehouse.pipeline.work.WorkerSettings;
import dev.lakehouse.sql.EngineOnDemand;
import dev.lakehouse.sql.SqlEngine;
import dev.lakehouse.sql.SqlResult;
import dev.lakehouse.sql.SqlSession;
import dev.lakehouse.sql.embedded.EmbeddedEngine;
import dev.lakehouse.table.TestDatabase;
import dev.lakehouse.table.TestLakehouse;
import dev.lakehouse.table.catalog.Database;
import dev.lakehouse.table.catalog.LakehouseCatalog;
import dev.lakehouse.table.store.LocalObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A copy of the sales example on a lakehouse of its own, with everything that its steps need. */
public final class TestProject implements AutoCloseable {
  private static final Path EXAMPLE = Path.of("..", "examples", "sales");

  private final Path directory;
  private final TestLakehouse lakehouse;
  private final SqlEngine engine;
  private final StepExecutor steps;
  private final Database database;

  TestProject(TestDatabase.Server server, Path temporary) throws Exception {
    directory = temporary.resolve("sales");
    copy(EXAMPLE, directory);
    lakehouse =
        new TestLakehouse(
            server.newDatabase(),
            LocalObjectStore.open(temporary.resolve("objects")),
            temporary.resolve("engine"));
    lakehouse.store().createBucket("csv-uploads");
    engine =
        new EngineOnDemand(() -> EmbeddedEngine.start(lakehouse.tables(), LakehouseCatalog.NAME));
    steps = steps(lakehouse, temporary.resolve("work"), engine);
    database = server.open();
  }

  /**
   * Does steps on a lakehouse.
   *
   * @param work where files may be unpacked
   */
  public static StepExecutor steps(TestLakehouse lakehouse, Path work, SqlEngine engine) {
    InstantSource clock = InstantSource.system();
    return new StepExecutor(
        new StepExecutor.Tools(
            lakehouse.tables(),
            new ContractIngest(lakehouse.tables(), work, clock),
            new FolderIngest(
                lakehouse.tables(), new FileLoader(lakehouse.tables(), work, clock), clock),
            new TableMaintenance(lakehouse.tables(), MaintenancePolicies.DEFAULT, clock),
            engine,
            true,
            clock));
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

  Path directory() {
    return directory;
  }

  /** The file of the source {@code sales}. */
  Path sample() {
    return directory.resolve("data/raw/sales_sample.csv");
  }

  TestLakehouse lakehouse() {
    return lakehouse;
  }

  /** A pipeline of the project's, in the place of any with this name. */
  void write(String pipeline, String yaml) throws IOException {
    Files.writeString(
        directory.resolve("pipelines").resolve(pipeline + ".yaml"),
        "name: %s%n%s".formatted(pipeline, yaml));
  }

  /** The project as its files are now. */
  Project read() {
    return new ProjectReader(new SettingsReader(Map.of())).read(directory);
  }

  /** What SQL gives, a row a line. */
  List<String> query(String sql) {
    try (SqlResult result =
        engine.execute(SqlSession.of("test", LakehouseCatalog.NAME, "lakehouse"), sql)) {
      return result.fetch(1000).stream()
          .map(row -> row.stream().map(String::valueOf).collect(Collectors.joining("|")))
          .toList();
    }
  }

  /** What is wrong in it. */
  List<String> problems() {
    return new ProjectReader(new SettingsReader(Map.of()))
        .read(directory).problems().stream().map(String::valueOf).toList();
  }

  RecordedRun run(String pipeline, boolean sound) throws InterruptedException {
    return run(read(), read().pipeline(pipeline), Map.of(), sound);
  }

  RecordedRun run(
      Project project, PipelineDefinition pipeline, Map<String, String> parameters, boolean sound)
      throws InterruptedException {
    RecordedRun recorded = new RecordedRun();
    try (Orchestrator orchestrator = Orchestrator.open(database, InstantSource.system())) {
      orchestrator.work(
          new ProjectSteps(project, steps, name -> name),
          new WorkerSettings("w", "here", 2, List.of(), Duration.ofSeconds(10)));
      RunRecord ended = orchestrator.follow(orchestrator.trigger(pipeline, parameters), recorded);
      assertThat(ended.state())
          .as("%s", recorded)
          .isEqualTo(sound ? RunState.SUCCESS : RunState.FAILED);
    }
    return recorded;
  }

  @Override
  public void close() throws IOException {
    try (lakehouse;
        database;
        engine) {
      // Closed in this order from the last to the first.
    }
  }
}
