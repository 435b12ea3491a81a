package dev.lakehouse.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.app.cli.RunningHome.Outcome;
import dev.lakehouse.app.platform.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command 'maintain', beside a running server. */
class MaintainCommandTest {
  @TempDir private static Path directory;
  private static RunningHome home;

  private Path files;

  @BeforeAll
  static void start() {
    home = RunningHome.start(directory);
  }

  @AfterAll
  static void stop() {
    home.close();
  }

  /** Three small files, and an orphan that is old enough. */
  @BeforeEach
  void neglect() throws IOException {
    Files.writeString(
        directory.resolve("lakehouse.yaml"),
        """
        name: p
        maintenance:
          expire_snapshots: {retention: 0s}
        """);
    assertThat(
            home.run(
                    "query",
                    """
                    CREATE SCHEMA IF NOT EXISTS lakehouse;
                    CREATE TABLE t AS SELECT 1 AS id;
                    INSERT INTO t VALUES 2;
                    INSERT INTO t VALUES 3\
                    """)
                .exitCode())
        .isZero();
    files =
        Trees.list(home.home().resolve("objects/lakehouse-warehouse/lakehouse")).stream()
            .filter(path -> path.endsWith("data"))
            .findFirst()
            .orElseThrow();
    Path orphan = Files.writeString(files.resolve("orphan.parquet"), "left over");
    Files.setLastModifiedTime(orphan, FileTime.from(Instant.now().minus(Duration.ofDays(8))));
  }

  @AfterEach
  void drop() throws IOException {
    Files.writeString(directory.resolve("lakehouse.yaml"), "name: p");
    home.run("query", "DROP TABLE t; DROP TABLE IF EXISTS _maintenance_log");
    Trees.delete(home.home().resolve("objects/lakehouse-warehouse/lakehouse"));
  }

  private List<Path> dataFiles() {
    try (var entries = Files.list(files)) {
      return entries.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void maintainsWhatThereIs() {
    Outcome outcome = home.run("maintain");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.err().lines())
        .hasSize(6)
        .startsWith("lakehouse.t")
        .anyMatch(line -> line.matches("ok +optimize .* 3 files became 1"))
        .anyMatch(line -> line.endsWith("1 file removed"));
    assertThat(outcome.out())
        .containsPattern("table +operation +status +files +size +duration +details")
        .contains("(5 rows)")
        .containsPattern("lakehouse.t +optimize +success +3 → 1 .* 3 files became 1");
    assertThat(dataFiles()).hasSize(1);
    assertThat(home.run("query", "--format", "csv", "SELECT count(*), sum(id) FROM t").out())
        .contains("3,6");
    assertThat(
            home.run(
                    "query",
                    "--format",
                    "csv",
                    "SELECT operation, status FROM _maintenance_log ORDER BY executed_at LIMIT 1")
                .out())
        .contains("optimize,success");
  }

  @Test
  void aDryRunChangesNothing() {
    int before = dataFiles().size();

    Outcome outcome = home.run("maintain", "lakehouse.t", "--dry-run");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .contains("lakehouse.t  optimize", "data files", "/data/orphan.parquet")
        .containsPattern("expire_snapshots +snapshot \\d+ of ");
    assertThat(dataFiles()).hasSize(before);
    assertThat(home.run("tables", "history", "lakehouse.t").out()).contains("(3 rows)");
    assertThat(home.run("tables").out()).doesNotContain("_maintenance_log");
  }

  @Test
  void oneOperationAlone() {
    Outcome outcome =
        home.run(
            "maintain",
            "iceberg.lakehouse.t",
            "--operation",
            "remove-orphan-files",
            "--format",
            "json");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out().lines()).as("a list of one").hasSize(3);
    assertThat(outcome.out())
        .contains(
            "\"operation\":\"remove_orphan_files\"",
            "\"status\":\"success\"",
            "\"details\":\"1 file removed\"",
            "\"error\":null");
    assertThat(dataFiles()).hasSize(3);
  }

  @Test
  void oneThatFailsIsNamedAndTheOthersAreDone() throws IOException {
    for (Path file : dataFiles()) {
      Files.delete(file);
    }

    Outcome outcome = home.run("maintain");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.err())
        .contains("failed  optimize", "groups of files could not be rewritten")
        .contains("ok      expire_snapshots");
    assertThat(outcome.out()).contains("optimize             failed");
  }

  @Test
  void namesThatAreWrong() throws IOException {
    Outcome operation = home.run("maintain", "--operation", "optimise");
    assertThat(operation.exitCode()).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(operation.err())
        .isEqualTo(
            """
            error: there is no operation 'optimise'
              remedy: did you mean 'optimize'?
            """);
    Outcome table = home.run("maintain", "lakehouse.tt");
    assertThat(table.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(table.err()).contains("there is no table lakehouse.tt", "did you mean lakehouse.t?");

    Files.writeString(
        directory.resolve("lakehouse.yaml"),
        """
        name: p
        maintenance:
          tables:
            lakehouse.x: {operations: [optimize]}
        """);
    assertThat(home.run("maintain", "--dry-run").err())
        .isEqualTo(
            "warning: lakehouse.yaml has a policy for lakehouse.x, and there is no such table; did"
                + " you mean lakehouse.t?\n");
  }

  @Test
  void aProjectWithAMistakeIsNotBegun() throws IOException {
    Files.writeString(
        directory.resolve("lakehouse.yaml"),
        "name: p\nmaintenance:\n  expire_snapshot: {retention: 7d}\n");

    Outcome outcome = home.run("maintain");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.err())
        .contains(
            "lakehouse.yaml:3:3: unknown setting 'expire_snapshot'; did you mean"
                + " 'expire_snapshots'?");
  }
}
