package dev.lakehouse.app.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.app.cli.RunningHome;
import dev.lakehouse.base.settings.SettingsReader;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.project.ProjectReader;
import dev.lakehouse.pipeline.run.Orchestrator;
import dev.lakehouse.pipeline.state.RunReader;
import dev.lakehouse.pipeline.state.RunRecord;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** What `up` does with a file that is put on its S3 endpoint. */
class ProjectSensorsTest {
  private static final Path EXAMPLE = Path.of("..", "examples", "sales").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void aFileThatIsPutIsATableAMomentLater(@TempDir Path home) throws Exception {
    Project project = new ProjectReader(new SettingsReader(Map.of())).read(EXAMPLE.normalize());
    PlatformSettings settings = new PlatformSettingsReader(RunningHome.FREE_PORTS).withoutProject();
    try (Platform platform = Platform.open(settings, home);
        RunningServer server = RunningServer.start(platform);
        Orchestrator orchestrator = platform.orchestrator(project)) {
      server.onWritten(platform.sense(orchestrator, project)::arrived);
      try (S3Client s3 = client(server.s3().orElseThrow(), settings)) {
        s3.putObject(
            r -> r.bucket("csv-uploads").key("employees/data.csv"),
            RequestBody.fromFile(EXAMPLE.resolve("data/test/employees.csv")));
      }

      RunRecord run = ended(orchestrator);

      assertThat(run.trigger()).isEqualTo("sensor");
      assertThat(run.pipeline()).isEqualTo("csv_auto_ingest");
      assertThat(platform.tables().find(TableIdentifier.of("lakehouse", "employees"))).isPresent();
      assertThat(orchestrator.sensors())
          .singleElement()
          .satisfies(sensor -> assertThat(sensor.lastRun()).hasValue(run.id()));
    }
  }

  private static RunRecord ended(Orchestrator orchestrator) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      List<RunRecord> runs =
          orchestrator
              .reader()
              .list(
                  new RunReader.Filter(
                      Optional.empty(), Optional.empty(), OptionalLong.empty(), 10));
      if (!runs.isEmpty() && runs.getLast().state().isFinal()) {
        return runs.getLast();
      }
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
    throw new AssertionError("no run has ended");
  }

  private static S3Client client(URI endpoint, PlatformSettings settings) {
    return S3Client.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(
                    settings.server().accessKey(), settings.server().secretKey())))
        .build();
  }
}
