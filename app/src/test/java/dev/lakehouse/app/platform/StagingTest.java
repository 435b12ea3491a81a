package dev.lakehouse.app.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.table.store.LocalObjectStore;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unfinished files of processes, of which some die. */
class StagingTest {
  @TempDir private Path directory;

  @Test
  void filesOfAProcessAreThereAsLongAsItLives() {
    Path root = directory.resolve("objects");
    try (ChildProcess child = ChildProcess.start(StagingProcess.class, Map.of(), root.toString())) {
      Path unfinished = Path.of(child.read().orElseThrow());

      openAndClose(root);
      assertThat(unfinished).exists();

      child.kill();
      openAndClose(root);
      assertThat(directory.resolve("objects.staging")).isEmptyDirectory();
    }
  }

  @Test
  void aProcessTakesItsOwnWithIt() {
    Path root = directory.resolve("objects");
    try (ChildProcess child = ChildProcess.start(StagingProcess.class, Map.of(), root.toString())) {
      assertThat(Path.of(child.read().orElseThrow())).exists();
      child.say("leave");
      assertThat(child.exitCode()).as(child::errors).isZero();
      assertThat(directory.resolve("objects.staging")).isEmptyDirectory();
    }
  }

  private static void openAndClose(Path root) {
    try (LocalObjectStore store = LocalObjectStore.open(root)) {
      assertThat(store.staging()).isEmptyDirectory();
    }
  }
}
