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

/** Commands on pipelines and runs: done by the server that runs on the home, or without one. */
class PipelinesCommandTest {
  /** With these settings a platform cannot be opened, so that only a server can do the work. */
  private static final Map<String, String> NO_PLATFORM = Map.of("LAKEHOUSE_ENGINE_MEMORY", "1");

  private static final Map<String, String> FREE_PORTS =
      Map.of("LAKEHOUSE_SERVER_PORT", "0", "LAKEHOUSE_SERVER_S3_PORT", "0");

  @TempDir private Path temporary;
  private Path directory;

  @BeforeEach
  void writeProject() throws IOException {
    directory = temporary.toRealPath();
    Files.writeString(directory.resolve("lakehouse.yaml"), "name: p\n");
    Path pipelines = Files.createDirectory(directory.resolve("pipelines"));
    Files.writeString(
        pipelines.resolve("greet.yaml"),
        """
        name: greet
        description: Greets somebody.
        schedule: 0 3 1 1 *
        parameters: [{name: who, default: ann}]
        steps:
          - {name: prepare, uses: shell, command: ["true"]}
          - {name: say, uses: shell, command: [echo, "hello {{ params.who }}"], run_if: all_done}
        """);
    Files.writeString(
        pipelines.resolve("fail.yaml"),
        """
        name: fail
        steps: [{name: bad, uses: shell, command: ["sh", "-c", "echo no such luck; exit 3"]}]
        """);
  }

  /** Where the commands of a test are run. */
  private interface Place {
    Outcome run(String... arguments);
  }

  private void usePipelines(Place place) {
    assertThat(place.run("pipelines", "--format", "csv").out().lines())
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("pipeline,schedule,next run,last run,state,paused"),
            line -> assertThat(line).isEqualTo("fail,,,,,false"),
            line -> assertThat(line).matches("greet,0 3 1 1 \\*,\\d{4}-01-01T03:00:00Z,,,false"));
    assertThat(place.run("pipelines", "show", "greet").out())
        .isEqualTo(
            """
            greet
              Greets somebody.
              schedule  0 3 1 1 *
              parameter who = ann
              ● prepare
              └ say  ← prepare  if all-done
            """);

    Outcome both = place.run("run", "greet", "fail");
    assertThat(both.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(both.err().lines().toList())
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("greet, run 1"),
            line -> assertThat(line).matches("ok      prepare .*"),
            line -> assertThat(line).matches("ok      say .*"),
            line -> assertThat(line).isEqualTo("fail, run 2"),
            line -> assertThat(line).matches("failed  bad .*3.*"),
            line -> assertThat(line).contains("no such luck"));
    assertThat(place.run("pipelines", "trigger", "greet", "--param", "who=bob", "--follow"))
        .satisfies(followed -> {
          assertThat(followed.exitCode()).as(followed.err()).isEqualTo(ExitCode.DONE);
          assertThat(followed.err()).startsWith("greet, run 3\n");
        });

    assertThat(place.run("runs", "--format", "csv").out().lines())
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("run,pipeline,state,trigger,began,took,error"),
            line -> assertThat(line).startsWith("3,greet,success,manual,"),
            line -> assertThat(line).startsWith("2,fail,failed,manual,"),
            line -> assertThat(line).startsWith("1,greet,success,manual,"));
    assertThat(place.run("runs", "--state", "failed", "--format", "csv").out().lines()).hasSize(2);
    assertThat(place.run("runs", "show", "2", "--format", "csv").out()).contains("bad,failed,1,");
    assertThat(place.run("runs", "cancel", "1").out()).isEqualTo("run 1 has ended already\n");
    assertThat(place.run("runs", "retry", "1").exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(place.run("pipelines", "pause", "greet").out()).isEqualTo("greet is paused\n");
    assertThat(place.run("pipelines", "pause", "greet").out())
        .isEqualTo("greet was already paused\n");
    assertThat(place.run("pipelines", "show", "greet").out()).startsWith("greet  (paused)\n");
    assertThat(place.run("pipelines", "unpause", "greet").out()).isEqualTo("greet is not paused\n");

    assertThat(place.run("run", "gret"))
        .isEqualTo(
            new Outcome(
                ExitCode.FAILED,
                "",
                """
                error: there is no pipeline 'gret' in %s
                  remedy: did you mean 'greet'?
                """
                    .formatted(directory)));
    assertThat(place.run("runs", "show", "17").err()).startsWith("error: ").contains("17");
  }

  @Test
  void aServerOnTheHomeDoesIt() {
    try (RunningHome home = RunningHome.startProject(directory)) {
      usePipelines(arguments -> RunningHome.run(directory, NO_PLATFORM, arguments));

      home.stopServer();
      assertThat(RunningHome.run(directory, NO_PLATFORM, "pipelines").err())
          .contains("LAKEHOUSE_ENGINE_MEMORY");
    }
  }

  @Test
  void withoutAServerTheCommandDoesIt() {
    usePipelines(arguments -> RunningHome.run(directory, FREE_PORTS, arguments));
  }

  @Test
  void aServerOfAnotherProjectIsLeftAlone() {
    try (RunningHome home = RunningHome.start(directory)) {
      assertThat(home.run("run", "greet").exitCode()).isEqualTo(ExitCode.DONE);
      // Whose run it is does not matter, once it is one.
      assertThat(RunningHome.run(directory, NO_PLATFORM, "runs", "--format", "csv").out())
          .contains("1,greet,success,manual,");
    }
  }
}
