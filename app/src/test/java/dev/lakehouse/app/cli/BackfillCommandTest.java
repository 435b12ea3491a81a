package dev.lakehouse.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.app.cli.RunningHome.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackfillCommandTest {
  @TempDir private Path dir;

  @BeforeEach
  void writeProject() throws IOException {
    Files.createDirectories(dir.resolve("pipelines"));
    Files.writeString(dir.resolve("lakehouse.yaml"), "name: p\n");
    Files.writeString(
        dir.resolve("pipelines/daily.yaml"),
        """
        name: daily
        schedule: "@daily"
        parameters: [{name: command, default: "true"}]
        steps: [{name: s, uses: shell, command: [sh, -c, "{{ params.command }}"]}]
        """);
  }

  private Outcome backfill(String... arguments) {
    return RunningHome.run(
        dir,
        Map.of(),
        Stream.concat(Stream.of("pipelines", "backfill"), Stream.of(arguments))
            .toArray(String[]::new));
  }

  @Test
  void runsOnceForEachTime() throws IOException {
    String[] days = {"daily", "--from", "2024-01-01", "--to", "2024-01-03", "--follow"};
    List<String> seen = List.of("2024-01-01", "2024-01-02", "2024-01-03");
    Files.writeString(
        dir.resolve("pipelines/daily.yaml"),
        """
        name: daily
        schedule: "@daily"
        steps: [{name: s, uses: shell, command: [sh, -c, "echo {{ run.date }} >> seen"]}]
        """);

    Outcome first = backfill(days);

    assertThat(first.exitCode()).as(first.err()).isEqualTo(ExitCode.DONE);
    assertThat(first.err()).startsWith("3 runs of daily, 1 at a time\nsuccess   2024-01-01T00:0");
    assertThat(dir.resolve("seen")).hasContent(String.join("\n", seen));

    assertThat(backfill(days).out())
        .isEqualTo("0 runs of daily; 3 had been backfilled before, --again runs them anew\n");
    assertThat(dir.resolve("seen")).hasContent(String.join("\n", seen));
  }

  @Test
  void aRunThatFailsIsTold() {
    Outcome outcome =
        backfill(
            "daily",
            "--from",
            "2024-01-01",
            "--to",
            "2024-01-02",
            "--follow",
            "--parallel",
            "2",
            "--param",
            "command=false");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.err())
        .contains("failed    2024-01-02T00:00:00Z")
        .contains("2 of 2 runs failed");
  }

  @Test
  void aDryRunOnlyListsTheTimes() {
    assertThat(
            backfill(
                    "daily",
                    "--from",
                    "2024-01-31",
                    "--to",
                    "2024-02-01",
                    "--dry-run",
                    "--format",
                    "csv")
                .out()
                .lines())
        .containsExactly("time", "2024-01-31T00:00:00Z", "2024-02-01T00:00:00Z");
    assertThat(dir.resolve(".lakehouse/postgres")).doesNotExist();
  }

  @Test
  void whatCannotBeIsToldWithARemedy() {
    assertThat(backfill("dayly", "--from", "2024-01-01", "--to", "2024-01-01").err())
        .contains("there is no pipeline 'dayly'", "did you mean 'daily'?");
    assertThat(backfill("daily", "--from", "2024-01-02", "--to", "2024-01-01").err())
        .contains("the backfill would end before it begins", "give the earlier one with --from");
    assertThat(backfill("daily", "--from", "2024-01-02", "--to", "2024-01-03", "--parallel", "0"))
        .isEqualTo(
            new Outcome(
                ExitCode.WRONG_USAGE,
                "",
                "error: --parallel is under 1: 0\n  remedy: let at least one run go on at a time\n"));
  }
}
