package dev.lakehouse.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.app.cli.RunningHome.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs of runs and variables, by their commands. */
class RunLogsCommandTest {
  @TempDir private Path directory;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(directory.resolve("lakehouse.yaml"), "name: logs\n");
    Files.createDirectories(directory.resolve("pipelines"));
    Files.writeString(
        directory.resolve("pipelines/p.yaml"),
        """
        name: p
        steps:
          - {name: greet, uses: shell, command: [echo, "hello {{ vars.who }}"]}
          - {name: fail, uses: shell, command: ["false"]}
        """);
  }

  private Outcome run(String... arguments) {
    return RunningHome.run(directory, Map.of(), arguments);
  }

  @Test
  void showsWhatTheStepsSaid() {
    assertThat(run("variables", "set", "who", "world").out()).isEqualTo("who = world\n");
    assertThat(run("variables").out()).contains("who").contains("world");
    assertThat(run("variables", "get", "who").out()).isEqualTo("world\n");

    assertThat(run("run", "p").exitCode()).isEqualTo(ExitCode.FAILED);

    assertThat(run("runs", "logs", "1").out().lines().map(line -> line.split(" {2}", 2)[1]))
        .containsExactly(
            "greet  attempt 1 begins",
            "greet  hello world",
            "greet  done: hello world",
            "fail  attempt 1 begins",
            "fail  failed: false ended with exit code 1");
    assertThat(run("runs", "logs", "1", "fail", "--follow").out().lines())
        .hasSize(2)
        .allMatch(line -> line.matches("\\d{4}-\\S+Z {2}\\S.*"));
    assertThat(run("runs", "logs", "1", "greet", "--format", "json").out())
        .startsWith("[\n  {\"time\":\"")
        .contains("\"step\":\"greet\",\"value\":null,\"attempt\":1,\"line\":\"hello world\"}");
    Outcome unknown = run("runs", "logs", "1", "great");
    assertThat(unknown.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(unknown.err())
        .contains("there is no step 'great' in run 1", "did you mean 'greet'?");

    assertThat(run("variables", "delete", "who").out()).isEqualTo("who deleted\n");
    assertThat(run("variables", "get", "who").err())
        .contains("the variable who is not set", "lakehouse variables set who VALUE");
  }
}
