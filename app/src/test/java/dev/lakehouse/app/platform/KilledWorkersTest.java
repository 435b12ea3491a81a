package dev.lakehouse.app.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.app.Main;
import dev.lakehouse.base.settings.SettingsReader;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.project.ProjectReader;
import dev.lakehouse.pipeline.run.Orchestrator;
import dev.lakehouse.pipeline.run.RunListener;
import dev.lakehouse.pipeline.state.RunReader;
import dev.lakehouse.pipeline.state.RunRecord;
import dev.lakehouse.pipeline.state.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Workers that are killed at random while they run all four pipelines, and PostgreSQL with them:
 * every run that was asked for ends once, and the tables are as if nothing had happened. {@code
 * lakehouse.worker.kills} says how many, {@code lakehouse.worker.postgres} whether PostgreSQL is
 * killed too, {@code lakehouse.worker.seed} repeats a run; the seed is printed.
 */
@Timeout(value = 90, unit = TimeUnit.MINUTES)
class KilledWorkersTest {
  private static final List<String> PIPELINES =
      List.of(
          "csv_to_iceberg_pipeline",
          "csv_auto_ingest",
          "data_quality_checks",
          "iceberg_maintenance");
  // What these have to say differs with every run.
  private static final List<String> LOGS =
      List.of("lakehouse._maintenance_log", "lakehouse._quality_results");
  private static final String REGISTRY = "lakehouse._ingest_registry";
  private static final int WORKERS = 2;
  private static final int LONGEST_LIFE_MILLIS = 5000;
  private static final int POSTGRES_IN = 8;
  // A step that PostgreSQL leaves in the middle fails, and is tried again.
  private static final String RETRIES = "retries: {times: 5, delay: 300ms, longest_delay: 1s}\n";

  @TempDir private Path directory;

  private final Random random;
  private final int kills;
  private final boolean postgres = Boolean.getBoolean("lakehouse.worker.postgres");

  KilledWorkersTest() {
    long seed = Long.getLong("lakehouse.worker.seed", System.nanoTime());
    kills = Integer.getInteger("lakehouse.worker.kills", 5);
    random = new Random(seed);
    System.out.printf("%d kills with -Dlakehouse.worker.seed=%d%n", kills, seed);
  }

  @Test
  void everyRunEndsOnceAndTheTablesAreAsIfNothingHadHappened() throws Exception {
    try (LakeServer server = LakeServer.start(directory)) {
      Map<Inputs, SortedMap<String, List<String>>> expected = new EnumMap<>(Inputs.class);
      Map<Inputs, List<RunState>> ends = new EnumMap<>(Inputs.class);
      Lake calm = lake(server);
      for (Inputs inputs : Inputs.values()) {
        ends.put(inputs, runs(server, calm, inputs, new CountDownLatch(0)));
        expected.put(inputs, tables(server, calm));
      }
      int killed = 0;
      while (killed < kills) {
        Lake lake = lake(server);
        for (Inputs inputs : Inputs.values()) {
          CountDownLatch calmed = new CountDownLatch(1);
          CompletableFuture<Integer> chaos =
              CompletableFuture.supplyAsync(() -> chaos(server, lake, calmed));
          assertThat(runs(server, lake, inputs, calmed)).isEqualTo(ends.get(inputs));
          killed += chaos.get();
          assertThat(tables(server, lake)).isEqualTo(expected.get(inputs));
        }
        requireNothingIsLeft(server, lake);
        server.drop(lake);
        System.out.printf("%d killed%n", killed);
      }
    }
  }

  private static Lake lake(LakeServer server) throws IOException {
    Lake lake = server.empty();
    for (String pipeline : PIPELINES) {
      Path file = lake.project().resolve("pipelines/" + pipeline + ".yaml");
      Files.writeString(
          file, Files.readString(file).replaceFirst("(?m)^steps:", RETRIES + "steps:"));
    }
    return lake;
  }

  /**
   * Asks for all pipelines, one after the other, and says how they ended.
   *
   * @param over is told when the last has ended; if it was told already, this process does the work
   */
  private static List<RunState> runs(
      LakeServer server, Lake lake, Inputs inputs, CountDownLatch over) throws Exception {
    inputs.putInto(lake);
    Project project = new ProjectReader(new SettingsReader(Map.of())).read(lake.project());
    List<RunState> states = new ArrayList<>();
    try (Platform platform = server.open(lake);
        Orchestrator orchestrator =
            over.getCount() == 0 ? platform.orchestrator(project) : platform.orchestrator()) {
      for (String pipeline : PIPELINES) {
        long run = orchestrator.trigger(project.pipeline(pipeline), Map.of());
        states.add(orchestrator.follow(run, RunListener.none()).state());
      }
      return states;
    } finally {
      over.countDown();
    }
  }

  /** Kills workers that are at work until there is no more of it; the number of kills. */
  private int chaos(LakeServer server, Lake lake, CountDownLatch over) {
    List<ChildProcess> workers = new ArrayList<>();
    int count = 0;
    try {
      while (workers.size() < WORKERS) {
        workers.add(worker(server, lake));
      }
      while (!over.await(random.nextInt(LONGEST_LIFE_MILLIS), TimeUnit.MILLISECONDS)) {
        workers.remove(random.nextInt(workers.size())).close();
        count++;
        if (postgres && random.nextInt(POSTGRES_IN) == 0) {
          server.killDatabase();
          server.startDatabase();
        }
        workers.add(worker(server, lake));
      }
      return count;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      workers.forEach(ChildProcess::close);
    }
  }

  /** A worker that is ready. */
  private static ChildProcess worker(LakeServer server, Lake lake) {
    ChildProcess worker =
        ChildProcess.start(
            Main.class,
            server.environment(lake),
            "--home",
            lake.home().toString(),
            "--project",
            lake.project().toString(),
            "worker");
    String said = "";
    while (!said.startsWith("Ready")) {
      said =
          worker.read().orElseThrow(() -> new AssertionError("a worker ended: " + worker.errors()));
    }
    return worker;
  }

  private static SortedMap<String, List<String>> tables(LakeServer server, Lake lake) {
    SortedMap<String, List<String>> tables = new TreeMap<>(server.state(lake).tables());
    LOGS.forEach(log -> {
      // Each run has its rows once.
      assertThat(tables).containsKey(log);
      tables.remove(log);
    });
    // An attempt that tries a broken file again notes that down.
    tables.compute(REGISTRY, (_, rows) -> rows.stream().distinct().toList());
    return tables;
  }

  private static void requireNothingIsLeft(LakeServer server, Lake lake) {
    try (Platform platform = server.open(lake);
        Orchestrator orchestrator = platform.orchestrator()) {
      List<RunRecord> runs =
          orchestrator
              .reader()
              .list(
                  new RunReader.Filter(
                      Optional.empty(), Optional.empty(), OptionalLong.empty(), 1000));
      assertThat(runs).hasSize(PIPELINES.size() * Inputs.values().length);
      assertThat(runs).allMatch(run -> run.state().isFinal());
      assertThat(runs)
          .allSatisfy(run ->
              assertThat(orchestrator.reader().steps(run.id()))
                  .allMatch(step -> step.state().isFinal()));
    }
  }
}
