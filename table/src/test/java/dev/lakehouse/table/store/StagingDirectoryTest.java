package dev.lakehouse.table.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagingDirectoryTest {
  /** Another process that opens staging directories and keeps them until it is told to end. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws IOException {
      for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
        System.out.println(StagingDirectory.open(Path.of(arguments[0])).path());
      }
      System.in.read();
    }
  }

  @TempDir private Path parent;
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void endProcesses() throws InterruptedException {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
  }

  /** Starts a process and returns the directories that it holds, each with a file in it. */
  private List<Path> heldElsewhere(int count) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                parent.toString(),
                Integer.toString(count))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    processes.add(process);
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    List<Path> held = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Path directory = Path.of(output.readLine());
      Files.createDirectories(directory.resolve("copy"));
      Files.writeString(directory.resolve("copy/half.parquet"), "half");
      held.add(directory);
    }
    return held;
  }

  private List<Path> entries() throws IOException {
    try (Stream<Path> entries = Files.list(parent)) {
      return entries.toList();
    }
  }

  @Test
  void belongsToItsOwnerAloneAndGoesWithIt() throws Exception {
    try (StagingDirectory one = StagingDirectory.open(parent);
        StagingDirectory two = StagingDirectory.open(parent)) {
      assertThat(one.path()).isDirectory().isNotEqualTo(two.path());
      assertThat(two.path()).isDirectory();
      Files.writeString(one.path().resolve("half"), "half");
    }
    assertThat(entries()).isEmpty();
  }

  @Test
  void whatADeadProcessLeftIsRemovedAndWhatIsInUseStays() throws Exception {
    List<Path> dead = heldElsewhere(1);
    List<Path> alive = heldElsewhere(1);
    processes.getFirst().destroyForcibly().waitFor();
    assertThat(dead.getFirst()).as("kill -9 cleans nothing up").exists();

    try (StagingDirectory own = StagingDirectory.open(parent)) {
      assertThat(dead.getFirst()).doesNotExist();
      assertThat(alive.getFirst().resolve("copy/half.parquet")).hasContent("half");
      assertThat(entries()).as("two directories, each with its lock").hasSize(4);
      assertThat(own.path()).isEmptyDirectory();
    }
    assertThat(alive.getFirst()).exists();
  }

  @Test
  void aProcessCanHoldSeveral() throws Exception {
    List<Path> held = heldElsewhere(3);

    StagingDirectory.open(parent).close();

    assertThat(held).allSatisfy(directory -> assertThat(directory).exists());
  }

  @Test
  void manyCanBeOpenedAtOnce() throws Exception {
    List<Future<StagingDirectory>> opening = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 40; i++) {
        opening.add(pool.submit(() -> StagingDirectory.open(parent)));
      }
    }
    for (Future<StagingDirectory> opened : opening) {
      assertThat(opened.get().path()).isDirectory();
    }
    for (Future<StagingDirectory> opened : opening) {
      opened.get().close();
    }
    assertThat(entries()).isEmpty();
  }
}
