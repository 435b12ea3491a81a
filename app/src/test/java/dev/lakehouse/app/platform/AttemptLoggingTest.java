package dev.lakehouse.app.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.settings.SettingsReader;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.project.ProjectReader;
import dev.lakehouse.pipeline.run.Orchestrator;
import dev.lakehouse.pipeline.state.AttemptLogStore.Selection;
import dev.lakehouse.pipeline.work.WorkerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the platform's own code logs while it does a step is in the step's log. */
class AttemptLoggingTest {
  private static final Logger log = LoggerFactory.getLogger(AttemptLoggingTest.class);

  @Test
  void whatIsLoggedOnTheThreadOfAnAttemptIsInItsLog(@TempDir Path directory) throws Exception {
    Files.createDirectories(directory.resolve("pipelines"));
    Files.writeString(
        directory.resolve("pipelines/p.yaml"),
        "name: p\nsteps: [{name: a, uses: shell, command: [echo, done]}]\n");
    Project project = new ProjectReader(new SettingsReader(Map.of())).read(directory);
    List<String> lines = new ArrayList<>();
    try (Platform platform =
            Platform.open(Lake.settings(Optional.empty()), directory.resolve("home"));
        Orchestrator orchestrator = platform.orchestrator()) {
      orchestrator.work(
          (attempt, control) -> {
            log.warn("the disk is {} full", "nearly", new IllegalStateException("9 of 10"));
            log.debug("nobody wants to know");
            Thread.ofPlatform().start(() -> log.info("somebody else")).join();
            throw LakehouseException.of(ErrorCode.INVALID_DATA, "enough");
          },
          new WorkerSettings("w", "here", 2, List.of(), Duration.ofSeconds(10)));
      log.info("before");
      long run = orchestrator.trigger(project.pipeline("p"), Map.of());
      orchestrator
          .logs()
          .follow(
              new Selection(run, Optional.empty(), OptionalInt.empty()),
              line -> lines.add(line.text()));
    }

    assertThat(lines)
        .containsExactly(
            "attempt 1 begins",
            "WARN AttemptLoggingTest: the disk is nearly full: 9 of 10",
            "failed: enough");
  }
}
