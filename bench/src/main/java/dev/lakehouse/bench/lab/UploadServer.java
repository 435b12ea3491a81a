package dev.lakehouse.bench.lab;

import dev.lakehouse.base.settings.SettingsReader;
import dev.lakehouse.ingest.auto.FolderIngest;
import dev.lakehouse.ingest.contract.ContractIngest;
import dev.lakehouse.ingest.load.FileLoader;
import dev.lakehouse.maintain.policy.MaintenancePolicies;
import dev.lakehouse.maintain.run.TableMaintenance;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.project.ProjectReader;
import dev.lakehouse.pipeline.run.Orchestrator;
import dev.lakehouse.pipeline.run.ProjectSteps;
import dev.lakehouse.pipeline.sensor.SensorInputs;
import dev.lakehouse.pipeline.state.RunReader;
import dev.lakehouse.pipeline.state.RunRecord;
import dev.lakehouse.pipeline.state.RunState;
import dev.lakehouse.pipeline.step.StepExecutor;
import dev.lakehouse.pipeline.work.WorkerSettings;
import dev.lakehouse.serve.s3.S3Endpoint;
import dev.lakehouse.sql.EngineOnDemand;
import dev.lakehouse.sql.SqlEngine;
import dev.lakehouse.table.store.ObjectPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * What {@code up} runs for files that people put: the S3 endpoint, and the pipeline csv_auto_ingest
 * of the example with its sensor, over the lakehouse of a workbench. Not thread-safe.
 */
public final class UploadServer implements AutoCloseable {
  private static final String KEY = "bench";
  private static final String SECRET = "bench-secret";
  private static final String PIPELINE = "csv_auto_ingest";
  private static final Duration POLL = Duration.ofMillis(2);

  private final ObjectPath prefix;
  private final S3Endpoint endpoint;
  private final Orchestrator orchestrator;
  private final S3Client client;

  private UploadServer(Workbench bench, ObjectPath prefix, String namespace) {
    this.prefix = prefix;
    Project project = project(bench.work().resolve("project-" + namespace), prefix, namespace);
    InstantSource clock = InstantSource.system();
    SqlEngine noSql =
        new EngineOnDemand(() -> {
          throw new IllegalStateException("no SQL is run");
        });
    this.endpoint = S3Endpoint.start(bench.objects(), "127.0.0.1", 0, KEY, SECRET);
    this.orchestrator = Orchestrator.open(bench.database(), clock);
    orchestrator.declare(project);
    orchestrator.work(
        new ProjectSteps(
            project,
            new StepExecutor(
                new StepExecutor.Tools(
                    bench.tables(),
                    new ContractIngest(bench.tables(), bench.work(), clock),
                    new FolderIngest(
                        bench.tables(), new FileLoader(bench.tables(), bench.work(), clock), clock),
                    new TableMaintenance(bench.tables(), MaintenancePolicies.DEFAULT, clock),
                    noSql,
                    true,
                    clock)),
            UnaryOperator.identity()),
        new WorkerSettings("bench", "here", 4, List.of(), Duration.ofSeconds(10)));
    endpoint.onWritten(
        orchestrator.sense(
                project,
                new SensorInputs(bench.tables().store(), bench.tables().catalog(), () -> noSql))
            ::arrived);
    this.client = client(endpoint.uri());
  }

  /**
   * Starts it over a workbench, which stays the caller's.
   *
   * @param prefix where the files are put
   * @param namespace where the tables are made
   */
  public static UploadServer start(Workbench bench, ObjectPath prefix, String namespace) {
    return new UploadServer(bench, prefix, namespace);
  }

  private static Project project(Path directory, ObjectPath prefix, String namespace) {
    try {
      Files.createDirectories(directory.resolve("sources"));
      Files.createDirectories(directory.resolve("pipelines"));
      Files.writeString(
          directory.resolve("sources/uploads.yaml"),
          "{name: uploads, type: csv_folder, path: '%s', namespace: %s}\n"
              .formatted(prefix, namespace));
      Files.writeString(
          directory.resolve("pipelines/pipeline.yaml"),
          """
          name: %s
          sensors: [{type: object, path: '%s', pattern: '*.csv'}]
          steps: [{name: ingest_new_files, uses: csv.ingest_folder, source: uploads}]
          """
              .formatted(PIPELINE, prefix));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ProjectReader(new SettingsReader(Map.of())).read(directory);
  }

  private static S3Client client(URI endpoint) {
    return S3Client.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY, SECRET)))
        .build();
  }

  /** The id of the youngest run; 0 if there is none. */
  public long lastRun() {
    return youngest().map(RunRecord::id).orElse(0L);
  }

  /** Puts an object below the prefix. */
  public void put(String key, String content) {
    ObjectPath path = prefix.resolve(key);
    client.putObject(
        request -> request.bucket(path.bucket()).key(path.key()), RequestBody.fromString(content));
  }

  /** Waits until a run after another one has ended well. */
  public void awaitRunAfter(long run) {
    while (true) {
      Optional<RunRecord> last = youngest().filter(one -> one.id() > run && one.state().isFinal());
      if (last.isPresent()) {
        if (last.get().state() != RunState.SUCCESS) {
          throw new IllegalStateException("the run failed: " + last.get());
        }
        return;
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private Optional<RunRecord> youngest() {
    return orchestrator
        .reader()
        .list(
            new RunReader.Filter(Optional.of(PIPELINE), Optional.empty(), OptionalLong.empty(), 1))
        .stream()
        .findFirst();
  }

  @Override
  public void close() {
    client.close();
    endpoint.close();
    orchestrator.close();
  }
}
