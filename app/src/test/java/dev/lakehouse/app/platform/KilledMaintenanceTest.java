package dev.lakehouse.app.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.app.platform.Moment.Effect;
import dev.lakehouse.app.platform.Moment.Order;
import dev.lakehouse.app.platform.MomentListener.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is killed at any moment of the maintenance leaves a sound table: every row is
 * there once, what a snapshot needs is there, and the next run finishes the work.
 *
 * <p>Some of all moments are tried here: of each kind of moment one for each order, and others
 * spread over the run. With {@code -Dlakehouse.kill=all} it is each of them.
 */
class KilledMaintenanceTest {
  private static final int SPREAD = 4;

  @TempDir private static Path directory;
  private static LakeServer server;

  /** What moments have in common. */
  private record Kind(Order order, Effect effect) {}

  @BeforeAll
  static void start() {
    server = LakeServer.start(directory);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @TestFactory
  Stream<DynamicTest> theNextRunFinishesTheWork() {
    Lake before = server.empty();
    SortedMap<String, List<String>> rows;
    try (Platform platform = server.open(before, NeglectedLake::settings)) {
      NeglectedLake.fill(before, platform);
      rows = NeglectedLake.read(platform);
    }
    assertThat(rows.get("main"))
        .hasSize(79)
        .contains("100|0|changed")
        .doesNotContain("105|1|second");
    List<Moment> moments = undisturbed(before, rows);
    return places(moments).stream()
        .map(place ->
            DynamicTest.dynamicTest(
                "killed at %d of %d: %s".formatted(place, moments.size(), moments.get(place)),
                () -> killedAt(before, place, rows)));
  }

  private static List<Moment> undisturbed(Lake before, SortedMap<String, List<String>> rows) {
    Lake lake = server.copyOf(before);
    List<Moment> moments = Collections.synchronizedList(new ArrayList<>());
    PipelineChild.End end =
        server.runMaintenance(
            lake,
            moment -> {
              moments.add(moment);
              return Answer.GO_ON;
            });
    assertThat(end.end()).as(end.errors()).hasValue("");
    try (Platform platform = server.open(lake, NeglectedLake::settings)) {
      NeglectedLake.check(lake, platform, rows);
    }
    server.drop(lake);
    assertThat(moments)
        .extracting(Moment::effect)
        .contains(
            Effect.DATA_FILE,
            Effect.MANIFEST,
            Effect.MANIFEST_LIST,
            Effect.METADATA,
            Effect.DELETION,
            Effect.COMMIT,
            Effect.STEP);
    return List.copyOf(moments);
  }

  private static Set<Integer> places(List<Moment> moments) {
    if (System.getProperty("lakehouse.kill", "some").equals("all")) {
      return new TreeSet<>(IntStream.range(0, moments.size()).boxed().toList());
    }
    Set<Integer> places = new TreeSet<>();
    IntStream.range(0, SPREAD).forEach(i -> places.add(i * moments.size() / SPREAD));
    Set<Kind> seen = new HashSet<>();
    for (int i = 0; i < moments.size(); i++) {
      if (seen.add(new Kind(moments.get(i).order(), moments.get(i).effect()))) {
        places.add(i);
      }
    }
    return places;
  }

  private static void killedAt(Lake before, int place, SortedMap<String, List<String>> rows) {
    Lake lake = server.copyOf(before);
    AtomicInteger count = new AtomicInteger();
    PipelineChild.End killed =
        server.runMaintenance(
            lake, _ -> count.getAndIncrement() == place ? Answer.KILL : Answer.GO_ON);
    assertThat(killed.killed()).as(killed.errors()).isTrue();

    try (Platform platform = server.open(lake, NeglectedLake::settings)) {
      NeglectedLake.check(lake, platform, rows);
    }
    server.drop(lake);
  }
}
