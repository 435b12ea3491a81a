package dev.lakehouse.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.app.platform.Platform;
import dev.lakehouse.app.platform.PlatformSettingsReader;
import dev.lakehouse.app.platform.RunningServer;
import dev.lakehouse.base.settings.SettingsReader;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.project.ProjectReader;
import dev.lakehouse.pipeline.run.Orchestrator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SensorsCommandTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path dir;

  /** The condition is asked through the server that runs on the home. */
  @Test
  void showsWhatFailsAndWhatDoesNot() throws Exception {
    Files.createDirectories(dir.resolve("pipelines"));
    Files.writeString(dir.resolve("lakehouse.yaml"), "name: p\n");
    Files.writeString(
        dir.resolve("pipelines/p.yaml"),
        """
        name: p
        sensors:
          - {name: good, type: sql, condition: SELECT 1 > 2, every: 1s}
          - {name: lost, type: object, path: s3://nowhere/, every: 1s}
        steps: [{name: s, uses: shell, command: ['true']}]
        """);
    Project project = new ProjectReader(new SettingsReader(Map.of())).read(dir);
    try (Platform platform =
            Platform.open(
                new PlatformSettingsReader(RunningHome.FREE_PORTS).withoutProject(),
                dir.resolve(".lakehouse"));
        RunningServer server = RunningServer.start(platform);
        Orchestrator orchestrator = platform.orchestrator(project)) {
      server.onWritten(platform.sense(orchestrator, project)::arrived);
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (orchestrator.sensors().stream().anyMatch(sensor -> sensor.looked().isEmpty())) {
        assertThat(System.nanoTime()).as("%s", orchestrator.sensors()).isLessThan(end);
        LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
      }
    }

    RunningHome.Outcome outcome = RunningHome.run(dir, Map.of(), "sensors", "--format", "csv");

    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.DONE);
    assertThat(outcome.out())
        .contains("p,good,the condition SELECT 1 > 2,false,")
        .contains("p,lost,objects in s3://nowhere/,false,")
        .contains("there is no bucket nowhere");
    assertThat(outcome.out().lines().filter(line -> line.startsWith("p,good")))
        .allMatch(line -> line.endsWith(",,"));
  }
}
