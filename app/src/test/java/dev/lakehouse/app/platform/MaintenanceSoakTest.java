package dev.lakehouse.app.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.app.platform.MomentListener.Answer;
import dev.lakehouse.maintain.run.LoadTable;
import dev.lakehouse.maintain.run.LoadWriter;
import dev.lakehouse.maintain.run.MaintenanceListener;
import dev.lakehouse.table.CommitStamp;
import dev.lakehouse.table.maintain.OrphanFiles;
import dev.lakehouse.table.scan.SnapshotSelector;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that maintain a table and are killed at random, at a moment or after a time, while
 * others write to it: at the end every row is there once, and nothing else. Set {@code
 * lakehouse.soak.kills} and {@code lakehouse.soak.seed}; the seed is printed.
 */
@Tag("soak")
class MaintenanceSoakTest {
  private static final int WRITERS = 4;
  private static final int KILLS_BETWEEN_CHECKS = 10;
  private static final int MOST_MILLIS = 6000;
  private static final int MOST_MOMENTS = 200;

  @TempDir private Path directory;

  @Test
  void everyRowIsThereOnce() throws Exception {
    int wanted = Integer.getInteger("lakehouse.soak.kills", 100);
    long seed = Long.getLong("lakehouse.soak.seed", System.nanoTime());
    System.out.printf("soak: %d kills with -Dlakehouse.soak.seed=%d%n", wanted, seed);
    Random random = new Random(seed);
    try (LakeServer server = LakeServer.start(directory)) {
      Lake lake = server.empty();
      try (Platform platform = server.open(lake, NeglectedLake::settings)) {
        LoadTable table = new LoadTable(platform.tables(), TableIdentifier.of("lakehouse", "load"));
        platform.tables().createNamespace(table.name().namespace());
        table.create();
        List<LoadWriter> writers = new ArrayList<>();
        for (int number = 0; number < WRITERS; number++) {
          String branch = number == 0 ? LoadTable.AUDIT : CommitStamp.MAIN;
          writers.add(new LoadWriter(number, branch, table, seed));
        }
        int kills = 0;
        while (kills < wanted) {
          kills += killWhileOthersWrite(server, lake, writers, random);
          check(platform, table, writers);
          System.out.printf(
              "soak: %d kills, %d changes%n",
              kills, writers.stream().mapToInt(LoadWriter::done).sum());
        }
      }
    }
  }

  private static int killWhileOthersWrite(
      LakeServer server, Lake lake, List<LoadWriter> writers, Random random)
      throws InterruptedException, ExecutionException {
    AtomicBoolean stopped = new AtomicBoolean();
    int kills = 0;
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<?>> running = new ArrayList<>();
      for (LoadWriter writer : writers) {
        running.add(
            threads.submit(() -> {
              while (!stopped.get()) {
                writer.write();
              }
            }));
      }
      try {
        for (int i = 0; i < KILLS_BETWEEN_CHECKS; i++) {
          kills += kill(server, lake, random) ? 1 : 0;
        }
      } finally {
        stopped.set(true);
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
    return kills;
  }

  private static boolean kill(LakeServer server, Lake lake, Random random) {
    if (random.nextBoolean()) {
      return server.killMaintenanceAfter(lake, random.nextInt(MOST_MILLIS));
    }
    int place = random.nextInt(MOST_MOMENTS);
    AtomicInteger count = new AtomicInteger();
    return server
        .runMaintenance(lake, _ -> count.getAndIncrement() == place ? Answer.KILL : Answer.GO_ON)
        .killed();
  }

  private static void check(Platform platform, LoadTable table, List<LoadWriter> writers) {
    checkRows(table, writers);
    assertThat(LakeState.readableSnapshots(platform)).isNotEmpty();

    assertThat(MaintenanceProcess.maintain(platform, MaintenanceListener.none())).isEmpty();

    checkRows(table, writers);
    table.checkState();
    assertThat(LakeState.readableSnapshots(platform)).isNotEmpty();
    assertThat(new OrphanFiles(platform.tables()).find(table.name(), Instant.now()).orphans())
        .as("files that nobody needs")
        .isEmpty();
  }

  private static void checkRows(LoadTable table, List<LoadWriter> writers) {
    for (String branch : List.of(CommitStamp.MAIN, LoadTable.AUDIT)) {
      Map<Integer, Map<Long, String>> rows =
          table.rows(table.tables().load(table.name()), new SnapshotSelector.ByReference(branch));
      writers.stream()
          .filter(writer -> writer.branch().equals(branch))
          .forEach(writer ->
              writer.check(
                  rows.getOrDefault(writer.number(), Map.of()), writer.done(), writer.done()));
    }
  }
}
