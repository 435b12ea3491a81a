package dev.lakehouse.app.platform;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.app.logging.AttemptLogging;
import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.embedded.postgres.EmbeddedPostgres;
import dev.lakehouse.ingest.auto.FolderIngest;
import dev.lakehouse.ingest.contract.ContractIngest;
import dev.lakehouse.ingest.load.FileLoader;
import dev.lakehouse.maintain.run.TableMaintenance;
import dev.lakehouse.pipeline.callback.CallbackPolicy;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.run.Orchestrator;
import dev.lakehouse.pipeline.run.ProjectSteps;
import dev.lakehouse.pipeline.sensor.SensorInputs;
import dev.lakehouse.pipeline.sensor.Sensors;
import dev.lakehouse.pipeline.step.StepExecutor;
import dev.lakehouse.pipeline.variable.Variables;
import dev.lakehouse.pipeline.work.StepRunner;
import dev.lakehouse.pipeline.work.WorkerSettings;
import dev.lakehouse.sql.EngineOnDemand;
import dev.lakehouse.sql.SqlEngine;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.catalog.Database;
import dev.lakehouse.table.catalog.DatabaseSettings;
import dev.lakehouse.table.catalog.LakehouseCatalog;
import dev.lakehouse.table.duckdb.DuckDb;
import dev.lakehouse.table.duckdb.DuckDbSettings;
import dev.lakehouse.table.store.LocalObjectStore;
import dev.lakehouse.table.store.ObjectStore;
import dev.lakehouse.table.store.S3ObjectStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * The parts of a platform, put together: everything that works with tables in this process.
 * Thread-safe.
 */
public final class Platform implements AutoCloseable {
  /** The buckets that are there from the start. */
  private static final List<String> BUCKETS =
      List.of("lakehouse", "lakehouse-warehouse", "csv-uploads");

  // Steps spend their time in DuckDB, which has threads of its own.
  private static final int WORKER_CAPACITY = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final PlatformSettings settings;
  private final Path home;
  private final OpenParts open = new OpenParts();
  private final Database database;
  private final Tables tables;
  private final FileLoader loader;
  private final ContractIngest contracts;
  private final TableMaintenance maintenance;
  private final SqlEngine engine;
  private final StepExecutor steps;

  private Platform(PlatformSettings settings, Path home, UnaryOperator<ObjectStore> aroundStore) {
    this.settings = requireNonNull(settings, "settings is null");
    this.home = requireNonNull(home, "home is null");
    requirePlainPath(home);
    InstantSource clock = InstantSource.system();
    try {
      // DuckDB's library takes most of the time, and nothing waits for it yet.
      ObjectStore store = open.opened(aroundStore.apply(openStore()));
      BackgroundStart<DuckDb> duck =
          open.opened(
              BackgroundStart.of(
                  () ->
                      DuckDb.open(
                          new DuckDbSettings(
                              settings.engineMemory(),
                              settings.engineThreads(),
                              store.staging().resolve("spill"))),
                  DuckDb::close));
      this.database = open.opened(Database.open(databaseSettings()));
      BUCKETS.forEach(store::createBucket);
      LakehouseCatalog catalog =
          open.opened(LakehouseCatalog.open(database, store, settings.warehouse()));
      this.tables = new Tables(catalog, database, store, duck.get());
      Path work = store.staging().resolve("work");
      this.loader = new FileLoader(tables, work, clock);
      this.contracts = new ContractIngest(tables, work, clock);
      this.maintenance = new TableMaintenance(tables, settings.maintenance(), clock);
      this.engine = open.opened(new EngineOnDemand(() -> SqlEngines.on(this)));
      this.steps =
          new StepExecutor(
              new StepExecutor.Tools(
                  tables,
                  contracts,
                  new FolderIngest(tables, loader, clock),
                  maintenance,
                  engine,
                  settings.trino().isEmpty(),
                  clock));
    } catch (RuntimeException e) {
      open.closeAfter(e);
      throw e;
    }
  }

  /**
   * Puts a platform together and opens what it needs.
   *
   * @param home the directory of all state
   * @throws dev.lakehouse.base.error.LakehouseException UNAVAILABLE if a part does not start
   */
  public static Platform open(PlatformSettings settings, Path home) {
    return open(settings, home, UnaryOperator.identity());
  }

  /** The same with something around the object store, for tests of crashes. */
  static Platform open(
      PlatformSettings settings, Path home, UnaryOperator<ObjectStore> aroundStore) {
    return new Platform(settings, home, aroundStore);
  }

  /** Where the objects of the embedded store lie. */
  public Path objects() {
    return home.resolve("objects");
  }

  /** The directory of all state. */
  public Path home() {
    return home;
  }

  public PlatformSettings settings() {
    return settings;
  }

  public Database database() {
    return database;
  }

  public Tables tables() {
    return tables;
  }

  public FileLoader loader() {
    return loader;
  }

  public ContractIngest contracts() {
    return contracts;
  }

  public TableMaintenance maintenance() {
    return maintenance;
  }

  /** The memory of runs; to be closed before this platform. */
  public Orchestrator orchestrator() {
    Orchestrator orchestrator = Orchestrator.open(database, InstantSource.system());
    open.opened(AttemptLogging.to(orchestrator.attemptLogs()));
    return orchestrator;
  }

  /** The same, with a worker of this process that does the steps of a project's pipelines. */
  public Orchestrator orchestrator(Project project) {
    Orchestrator orchestrator = orchestrator();
    work(orchestrator, project);
    return orchestrator;
  }

  /** Declares a project's pipelines, and begins to do their steps in this process. */
  public void work(Orchestrator orchestrator, Project project) {
    orchestrator.declare(project);
    String _ = work(orchestrator, project, WORKER_CAPACITY, List.of());
  }

  /**
   * Begins to do steps of a project's pipelines in this process.
   *
   * @param capacity how many at a time
   * @param tags what the worker is good for, beside what every worker does
   * @return the worker's name
   */
  public String work(Orchestrator orchestrator, Project project, int capacity, List<String> tags) {
    WorkerSettings worker = worker(capacity, tags);
    orchestrator.work(steps(project, variables(project, orchestrator)::get), worker);
    orchestrator.callBack(project, settings.mail(), CallbackPolicy.DEFAULT);
    return worker.name();
  }

  /** Does the steps of a project's pipelines. */
  StepRunner steps(Project project, UnaryOperator<String> variables) {
    return new ProjectSteps(project, steps, variables);
  }

  /** Lets the sensors of a project's pipelines look at this platform. */
  public Sensors sense(Orchestrator orchestrator, Project project) {
    return orchestrator.sense(
        project, new SensorInputs(tables.store(), tables.catalog(), () -> engine));
  }

  /** The variables of a project. */
  public Variables variables(Project project, Orchestrator orchestrator) {
    return new Variables(project, contracts, orchestrator.variables());
  }

  private static WorkerSettings worker(int capacity, List<String> tags) {
    String host = Optional.ofNullable(System.getenv("HOSTNAME")).orElse("localhost");
    String name =
        "%s:%d:%s"
            .formatted(
                host.substring(0, Math.min(host.length(), 20)),
                ProcessHandle.current().pid(),
                UUID.randomUUID().toString().substring(0, 8));
    return new WorkerSettings(name, host, capacity, tags, PATIENCE);
  }

  /** DuckDB takes these signs in the name of a file for a pattern, and cannot be told not to. */
  private static void requirePlainPath(Path home) {
    if (home.toString().chars().anyMatch(c -> "*?[]{}".indexOf(c) >= 0)) {
      throw LakehouseException.of(
          ErrorCode.INVALID_ARGUMENT,
          "the home's path %s has one of the signs * ? [ ] { } in it".formatted(home),
          "choose another place with --home DIR");
    }
  }

  private ObjectStore openStore() {
    return settings
        .objectStore()
        .<ObjectStore>map(
            s3 -> S3ObjectStore.open(s3, home.resolve("cache"), settings.cacheBytes()))
        .orElseGet(() -> LocalObjectStore.open(objects()));
  }

  private DatabaseSettings databaseSettings() {
    return settings
        .database()
        .orElseGet(() -> {
          EmbeddedPostgres postgres = open.opened(EmbeddedPostgres.open(home));
          return new DatabaseSettings(postgres.jdbcUrl(), postgres.user(), postgres.password());
        });
  }

  /** Closes what was opened, the last first, all of it whatever one of them says. */
  @Override
  public void close() {
    open.close();
  }
}
