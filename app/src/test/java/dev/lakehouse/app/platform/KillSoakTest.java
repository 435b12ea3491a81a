package dev.lakehouse.app.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.app.platform.MomentListener.Answer;
import dev.lakehouse.embedded.postgres.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills at random, again and again on the same home, until a process comes to its end: at a random
 * moment, after a random time, and the home's PostgreSQL as well. Set {@code lakehouse.soak.kills}
 * and {@code lakehouse.soak.seed}; the seed is printed.
 */
@Tag("soak")
class KillSoakTest {
  private static final int MOST_KILLS_A_RUN = 6;

  private enum Way {
    AT_A_MOMENT,
    AFTER_A_TIME,
    /** The process goes on with a server that was started again. */
    POSTGRES_RESTARTED,
    /** The process follows it soon, whatever it does until then. */
    POSTGRES_AND_SOON_PROCESS,
    POSTGRES_AND_PROCESS
  }

  @TempDir private Path directory;

  private final Map<Way, Integer> kills = new EnumMap<>(Way.class);
  private final Map<Inputs, Expected> expected = new EnumMap<>(Inputs.class);
  private final Map<String, Integer> ends = new HashMap<>();

  /** What an undisturbed run does, and how long it takes. */
  private record Expected(LakeState state, int moments, long millis) {}

  @Test
  void nothingIsLostAndNothingIsTwice() {
    int wanted = Integer.getInteger("lakehouse.soak.kills", 200);
    long seed = Long.getLong("lakehouse.soak.seed", System.nanoTime());
    System.out.printf("soak: %d kills with -Dlakehouse.soak.seed=%d%n", wanted, seed);
    Random random = new Random(seed);
    Lake template = template();
    undisturbed(template);
    int lakes = 0;
    while (kills.values().stream().mapToInt(Integer::intValue).sum() < wanted) {
      Lake lake = copy(template, "lake" + lakes++);
      try {
        for (Inputs inputs : Inputs.values()) {
          inputs.putInto(lake);
          int times = 1 + random.nextInt(MOST_KILLS_A_RUN);
          for (int i = 0; i < times; i++) {
            kill(lake, Way.values()[random.nextInt(Way.values().length)], inputs, random);
          }
          finish(lake, inputs);
        }
      } finally {
        // Of killed users nobody stopped the server.
        EmbeddedPostgres.open(lake.home()).close();
      }
      Trees.delete(lake.directory());
      System.out.printf("soak: %d lakes, kills %s, ended by themselves %s%n", lakes, kills, ends);
    }
  }

  /** A home with a PostgreSQL in which nothing is yet. */
  private Lake template() {
    Lake lake = new Lake(directory.resolve("template"), "");
    EmbeddedPostgres.open(lake.home()).close();
    lake.addProject();
    return lake;
  }

  private Lake copy(Lake template, String name) {
    Lake lake = new Lake(directory.resolve(name), "");
    Trees.copy(template.directory(), lake.directory());
    return lake;
  }

  private void undisturbed(Lake template) {
    Lake lake = copy(template, "undisturbed");
    for (Inputs inputs : Inputs.values()) {
      inputs.putInto(lake);
      AtomicInteger moments = new AtomicInteger();
      long begin = System.nanoTime();
      PipelineChild.End end =
          run(
              lake,
              moment -> {
                moments.incrementAndGet();
                return Answer.GO_ON;
              });
      long millis = (System.nanoTime() - begin) / 1_000_000;
      assertThat(end.end()).as(end.errors()).isPresent();
      try (Platform platform = open(lake)) {
        expected.put(inputs, new Expected(LakeState.read(lake, platform), moments.get(), millis));
      }
    }
  }

  private void kill(Lake lake, Way way, Inputs inputs, Random random) {
    int place = random.nextInt(expected.get(inputs).moments());
    long time = random.nextLong(expected.get(inputs).millis());
    AtomicInteger count = new AtomicInteger();
    AtomicInteger kill = new AtomicInteger();
    PipelineChild.End end;
    try (PipelineChild child = PipelineChild.start(lake, Optional.empty());
        ExecutorService killer = Executors.newVirtualThreadPerTaskExecutor()) {
      if (way == Way.AFTER_A_TIME) {
        killer.execute(() -> child.killAfter(time));
      }
      end =
          child.follow(moment -> {
            if (way == Way.AFTER_A_TIME || count.getAndIncrement() != place) {
              return Answer.GO_ON;
            }
            kill.incrementAndGet();
            if (way == Way.AT_A_MOMENT) {
              return Answer.KILL;
            }
            PostgresProcess.of(lake.home()).kill();
            if (way == Way.POSTGRES_RESTARTED) {
              EmbeddedPostgres.open(lake.home()).close();
            } else if (way == Way.POSTGRES_AND_SOON_PROCESS) {
              killer.execute(() -> child.killAfter(time));
            }
            return way == Way.POSTGRES_AND_PROCESS ? Answer.KILL : Answer.GO_ON;
          });
    }
    kills.merge(way, Math.max(kill.get(), end.killed() ? 1 : 0), Integer::sum);
    if (!end.killed()) {
      ends.merge(
          end.end().filter(text -> text.contains(": ")).isPresent() ? "with a failure" : "well",
          1,
          Integer::sum);
      assertThat(end.errors()).as("the end of a process that was not killed").isEmpty();
    }
  }

  private static PipelineChild.End run(Lake lake, MomentListener listener) {
    try (PipelineChild child = PipelineChild.start(lake, Optional.empty())) {
      return child.follow(listener);
    }
  }

  private static Platform open(Lake lake) {
    return Platform.open(Lake.settings(Optional.empty()), lake.home());
  }

  private void finish(Lake lake, Inputs inputs) {
    PipelineChild.End end = run(lake, MomentListener.none());
    assertThat(end.end()).as(end.errors()).isPresent();
    LakeState state = expected.get(inputs).state();
    try (Platform platform = open(lake)) {
      assertThat(LakeState.read(lake, platform)).isEqualTo(state);
      SortedMap<String, List<Long>> snapshots = LakeState.readableSnapshots(platform);
      lake.run(platform);
      assertThat(LakeState.readableSnapshots(platform)).isEqualTo(snapshots);
    }
    assertThat(unfinished(lake)).isEmpty();
  }

  /** What killed processes left behind, and no later one removed. */
  private static List<Path> unfinished(Lake lake) {
    List<Path> left = new ArrayList<>(Trees.list(lake.home().resolve("objects.staging")));
    left.removeFirst();
    Trees.list(lake.objects()).stream()
        .filter(file -> file.getFileName().toString().startsWith(".~"))
        .forEach(left::add);
    return left;
  }
}
