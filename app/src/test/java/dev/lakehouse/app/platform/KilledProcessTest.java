package dev.lakehouse.app.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.app.platform.Moment.Effect;
import dev.lakehouse.app.platform.Moment.Order;
import dev.lakehouse.app.platform.MomentListener.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
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
 * A process that is killed at any moment loses nothing and does nothing twice: the next one brings
 * the lake to where an undisturbed run brings it.
 *
 * <p>All moments of an undisturbed run are found first. Some of them are tried here: of each kind
 * of moment one for each order, and others spread over the run. With {@code -Dlakehouse.kill=all}
 * it is each of them.
 */
class KilledProcessTest {
  private static final int SPREAD = 4;
  private static final Set<Moment> ALWAYS =
      Set.of(
          new Moment(Order.BEFORE, Effect.COMMIT, "lakehouse._ingest_registry"),
          new Moment(Order.AFTER, Effect.COMMIT, "lakehouse._ingest_registry"),
          new Moment(Order.BEFORE, Effect.STEP, "update_watermark"),
          new Moment(Order.AFTER, Effect.STEP, "update_watermark"));

  @TempDir private static Path directory;
  private static LakeServer server;

  @BeforeAll
  static void start() {
    server = LakeServer.start(directory);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @TestFactory
  Stream<DynamicTest> theNextProcessFinishesTheWork() {
    Lake before = server.empty();
    Inputs.FIRST.putInto(before);
    Undisturbed first = Undisturbed.of(before);
    Lake between = server.copyOf(first.after());
    Inputs.SECOND.putInto(between);
    Undisturbed second = Undisturbed.of(between);
    Set<Kind> seen = new HashSet<>();
    return Stream.of(
            Stream.of(
                DynamicTest.dynamicTest("undisturbed first run", () -> hasFirstInputs(first)),
                DynamicTest.dynamicTest("undisturbed second run", () -> hasSecondInputs(second)),
                DynamicTest.dynamicTest(
                    "moments of the runs", () -> hasEveryKindOfMoment(first, second))),
            first.tests("first run", first.places(seen, SPREAD)),
            second.tests("second run", second.places(seen, SPREAD)))
        .flatMap(tests -> tests);
  }

  private static void hasFirstInputs(Undisturbed first) {
    assertThat(first.state().watermark()).contains("2024-02-09");
    assertThat(first.state().rows("lakehouse.sales")).hasSize(200);
    assertThat(first.state().rows("lakehouse.employees")).hasSize(10);
    assertThat(first.state().rows("lakehouse.orders"))
        .containsExactly(
            "1|lamp|10.5|orders/january.csv",
            "3|chair|40.0|orders/january.csv",
            "4|lamp|10.75|orders/february.csv",
            "5|shelf|80.0|orders/february.csv");
    assertThat(first.state().rows("lakehouse.orders__quarantine"))
        .singleElement()
        .asString()
        .startsWith("orders/january.csv|3|");
    assertThat(registry(first))
        .containsExactly(
            "broken/data.csv broken 0 failed",
            "employees/data.csv employees 10 success",
            "orders/february.csv orders 2 success",
            "orders/january.csv orders 2 success");
  }

  private static void hasSecondInputs(Undisturbed second) {
    assertThat(second.state().watermark()).contains("2024-03-11");
    assertThat(second.state().rows("lakehouse.sales"))
        .hasSize(230)
        .anyMatch(row -> row.startsWith("ORD-007|") && row.contains("|7.77|"));
    assertThat(second.state().rows("lakehouse.employees"))
        .hasSize(2)
        .allMatch(row -> row.endsWith("|north") || row.endsWith("|south"));
    assertThat(second.state().rows("lakehouse.orders")).hasSize(6);
    assertThat(second.state().rows("lakehouse.orders__quarantine"))
        .singleElement()
        .asString()
        .startsWith("orders/march.csv|3|");
    assertThat(registry(second))
        .containsExactlyInAnyOrder(
            "broken/data.csv broken 0 failed",
            "broken/data.csv broken 2 success",
            "employees/data.csv employees 10 success",
            "employees/data.csv employees 2 success",
            "employees/misfits.csv employees 0 failed",
            "orders/february.csv orders 2 success",
            "orders/january.csv orders 2 success",
            "orders/january.csv orders 3 success",
            "orders/march.csv orders 1 success");
  }

  private static List<String> registry(Undisturbed run) {
    return run.state().rows("lakehouse._ingest_registry").stream()
        .map(row -> row.split("\\|", -1))
        .map(row -> "%s %s %s %s".formatted(row[0], row[2], row[3], row[4]))
        .toList();
  }

  private static void hasEveryKindOfMoment(Undisturbed first, Undisturbed second) {
    Set<Kind> kinds = new HashSet<>();
    first.moments().forEach(moment -> kinds.add(Kind.of(moment)));
    second.moments().forEach(moment -> kinds.add(Kind.of(moment)));
    assertThat(kinds)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Effect.values())
                .filter(effect -> effect != Effect.DELETION)
                .flatMap(
                    effect -> Arrays.stream(Order.values()).map(order -> new Kind(order, effect)))
                .toList());
  }

  /** What the moments of all tables have in common. */
  private record Kind(Order order, Effect effect) {
    private static Kind of(Moment moment) {
      return new Kind(moment.order(), moment.effect());
    }
  }

  /** What a run does that nobody disturbs. */
  private record Undisturbed(
      Lake before,
      Lake after,
      List<Moment> moments,
      LakeState state,
      SortedMap<String, Integer> snapshots) {
    private static Undisturbed of(Lake before) {
      Lake lake = server.copyOf(before);
      List<Moment> moments = Collections.synchronizedList(new ArrayList<>());
      PipelineChild.End end =
          server.run(
              lake,
              moment -> {
                moments.add(moment);
                return Answer.GO_ON;
              });
      assertThat(end.end()).as(end.errors()).isPresent();
      try (Platform platform = server.open(lake)) {
        return new Undisturbed(
            before,
            lake,
            List.copyOf(moments),
            LakeState.read(lake, platform),
            counts(LakeState.readableSnapshots(platform)));
      }
    }

    private Stream<DynamicTest> tests(String run, Set<Integer> places) {
      return places.stream()
          .map(place ->
              DynamicTest.dynamicTest(
                  "%s, killed at %d: %s".formatted(run, place, moments.get(place)),
                  () -> killedAt(place)));
    }

    /** Where to kill, in the order of the run; kinds that are tried are added to those seen. */
    private Set<Integer> places(Set<Kind> seen, int spread) {
      if (System.getProperty("lakehouse.kill", "some").equals("all")) {
        return new TreeSet<>(IntStream.range(0, moments.size()).boxed().toList());
      }
      Set<Integer> places = new TreeSet<>();
      IntStream.range(0, spread).forEach(i -> places.add(i * moments.size() / spread));
      for (int i = 0; i < moments.size(); i++) {
        if (seen.add(Kind.of(moments.get(i))) || ALWAYS.contains(moments.get(i))) {
          places.add(i);
        }
      }
      return places;
    }

    private void killedAt(int place) {
      Lake lake = server.copyOf(before);
      AtomicInteger count = new AtomicInteger();
      PipelineChild.End killed =
          server.run(lake, moment -> count.getAndIncrement() == place ? Answer.KILL : Answer.GO_ON);
      assertThat(killed.killed()).as(killed.errors()).isTrue();

      PipelineChild.End finished = server.run(lake, MomentListener.none());

      assertThat(finished.end()).as(finished.errors()).isPresent();
      try (Platform platform = server.open(lake)) {
        assertThat(LakeState.read(lake, platform)).isEqualTo(state);
        SortedMap<String, List<Long>> found = LakeState.readableSnapshots(platform);
        assertThat(withoutQuarantine(counts(found))).isEqualTo(withoutQuarantine(snapshots));
        lake.run(platform);
        assertThat(LakeState.readableSnapshots(platform)).isEqualTo(found);
        assertThat(LakeState.read(lake, platform)).isEqualTo(state);
      }
      server.drop(lake);
    }

    private static SortedMap<String, Integer> counts(SortedMap<String, List<Long>> snapshots) {
      SortedMap<String, Integer> counts = new TreeMap<>();
      snapshots.forEach((table, ids) -> counts.put(table, ids.size()));
      return counts;
    }

    /** Bad rows are set aside before the good ones are loaded, and once more if need be. */
    private static SortedMap<String, Integer> withoutQuarantine(SortedMap<String, Integer> counts) {
      SortedMap<String, Integer> others = new TreeMap<>(counts);
      others.keySet().removeIf(table -> table.endsWith("__quarantine"));
      return others;
    }
  }
}
