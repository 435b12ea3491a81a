package dev.lakehouse.app.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.app.platform.MomentListener.Answer;
import dev.lakehouse.embedded.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Disks that are full, cannot be written or are gone: a clear message, and once they are well again
 * a run brings the lake to where it would be anyway.
 */
class BrokenStoreTest {
  @TempDir private static Path directory;
  private static LakeServer server;
  private static LakeState expected;

  @BeforeAll
  static void start() {
    server = LakeServer.start(directory);
    expected = server.stateAfter(Inputs.FIRST);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static CommandRun run(Lake lake) {
    return CommandRun.ofPipelines(
        lake, server.environment(lake), "csv_to_iceberg_pipeline", "csv_auto_ingest");
  }

  /** The bad file in the input fails whatever the disk. */
  private static void runsToTheExpectedEnd(Lake lake) {
    assertThat(run(lake).terminal()).doesNotContain("remedy: check");
    assertThat(server.state(lake)).isEqualTo(expected);
  }

  @Test
  void aDiskThatFillsUpWithObjects() {
    Lake lake = server.empty();
    try (TemporaryDisk disk = TemporaryDisk.mount(lake.objects(), 2)) {
      Inputs.FIRST.putInto(lake);
      // With each try the disk is full at another place of the run.
      int failures = 0;
      disk.fill(0);
      for (CommandRun run = run(lake);
          run.terminal().contains("No space left on device");
          run = run(lake)) {
        run.failedClearly("free space");
        failures++;
        disk.fill(failures * 4);
      }
      assertThat(failures).isGreaterThan(3);
      disk.empty();
      runsToTheExpectedEnd(lake);
    }
  }

  /** The server's files are on it, too. */
  @Test
  void aDiskThatFillsUpWithAHome() {
    Lake lake = new Lake(directory.resolve("full"), "");
    lake.addProject();
    try (TemporaryDisk disk = TemporaryDisk.mount(lake.home(), 200)) {
      Inputs.FIRST.putInto(lake);
      runOnOwnDatabase(lake);
      Inputs.SECOND.putInto(lake);
      // A server that goes on keeps its space.
      try (EmbeddedPostgres _ = EmbeddedPostgres.open(lake.home())) {
        disk.fill(2);
        runOnOwnDatabase(lake).failedClearly("No space left on device");
        disk.fill(40);
        runOnOwnDatabase(lake).failedClearly("No space left on device");
        disk.empty();
      }
      runOnOwnDatabase(lake);
      try (Platform platform = Platform.open(Lake.settings(Optional.empty()), lake.home())) {
        assertThat(LakeState.read(lake, platform).watermark()).contains("2024-03-11");
        assertThat(LakeState.read(lake, platform).rows("lakehouse.sales")).hasSize(230);
      }
    }
  }

  private static CommandRun runOnOwnDatabase(Lake lake) {
    return CommandRun.ofPipelines(lake, Map.of(), "csv_to_iceberg_pipeline", "csv_auto_ingest");
  }

  @Test
  void aWarehouseThatCannotBeWritten() {
    Lake lake = server.empty();
    try (TemporaryDisk disk = TemporaryDisk.mount(lake.objects(), 2)) {
      Inputs.FIRST.putInto(lake);
      disk.makeReadOnly();
      run(lake).failedClearly("Read-only file system", lake.objects().toString());
      disk.makeWritable();
      runsToTheExpectedEnd(lake);
    }
  }

  @Test
  void aWarehouseThatCannotBeWrittenAnyMore() {
    Lake lake = server.empty();
    try (TemporaryDisk disk = TemporaryDisk.mount(lake.objects(), 2)) {
      Inputs.FIRST.putInto(lake);
      runsToTheExpectedEnd(lake);
      Inputs.SECOND.putInto(lake);
      disk.makeReadOnly();
      run(lake).failedClearly("Read-only file system");
      disk.makeWritable();
      run(lake);
      assertThat(server.state(lake).watermark()).contains("2024-03-11");
      assertThat(server.state(lake).rows("lakehouse.sales")).hasSize(230);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 15, 30})
  void objectsThatVanishInTheMiddle(int place) throws IOException {
    Lake lake = server.empty();
    Inputs.FIRST.putInto(lake);
    Path away = lake.home().resolve("away");
    AtomicInteger count = new AtomicInteger();

    PipelineChild.End end =
        server.run(
            lake,
            moment -> {
              if (count.getAndIncrement() == place) {
                move(lake.objects(), away);
              }
              return Answer.GO_ON;
            });

    assertThat(end.errors()).isEmpty();
    assertThat(end.end()).get().asString().containsAnyOf("UNAVAILABLE", "NOT_FOUND");
    assertThat(lake.objects()).doesNotExist();
    move(away, lake.objects());
    runsToTheExpectedEnd(lake);
  }

  @Test
  void objectsThatAreGone() {
    Lake lake = server.empty();
    Inputs.FIRST.putInto(lake);
    runsToTheExpectedEnd(lake);
    Path away = lake.home().resolve("away");
    move(lake.objects(), away);

    run(lake).failedClearly("lakehouse.sales", "metadata.json");

    Trees.delete(lake.objects());
    move(away, lake.objects());
    runsToTheExpectedEnd(lake);
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
