package dev.lakehouse.pipeline.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.pipeline.graph.RunIf;
import dev.lakehouse.pipeline.plan.PlannedStep;
import dev.lakehouse.pipeline.plan.Retries;
import dev.lakehouse.pipeline.plan.RunPlan;
import dev.lakehouse.table.TestDatabase;
import dev.lakehouse.table.catalog.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs for times that are past, on a real PostgreSQL. */
@ExtendWith(TestDatabase.class)
class BackfillStoreTest {
  private static final Instant FIRST = Instant.parse("2024-01-01T00:00:00Z");
  private static final RunPlan PLAN =
      new RunPlan(
          "p",
          List.of(
              new PlannedStep(
                  "s",
                  List.of(),
                  RunIf.ALL_SUCCESS,
                  Optional.empty(),
                  Optional.empty(),
                  Retries.NONE,
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty())));

  private Database database;
  private StateDatabase state;
  private RunStore runs;
  private RunReader reader;
  private BackfillStore backfills;

  @BeforeEach
  void open(TestDatabase.Server server) throws Exception {
    database = server.open();
    state = StateDatabase.open(database);
    runs = new RunStore(state, InstantSource.system());
    reader = new RunReader(state);
    backfills = new BackfillStore(state, runs);
  }

  @AfterEach
  void close() {
    state.close();
    database.close();
  }

  private static BackfillStore.Request days(int days, int parallel, boolean again) {
    return new BackfillStore.Request(
        PLAN,
        1,
        Stream.iterate(FIRST, day -> day.plus(Duration.ofDays(1))).limit(days).toList(),
        Map.of("a", "b"),
        parallel,
        again);
  }

  private List<RunState> states(List<Long> ids) {
    return ids.stream().map(id -> reader.run(id).state()).toList();
  }

  private void end(long run) {
    StartedAttempt attempt =
        runs.start(new StepTicket(new StepKey(run, "s", 0), 1), "w").orElseThrow();
    runs.finish(
        attempt,
        new StepOutcome.Done(
            false,
            "done",
            List.of(),
            List.of(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty()));
  }

  @Test
  void itsRunsBeginInTheOrderOfTheirTimesSoManyAtATime() {
    List<Long> ids = backfills.create(days(4, 2, false));

    assertThat(ids.stream().map(id -> reader.run(id).logicalTime().toString()))
        .containsExactly(
            "2024-01-01T00:00:00Z",
            "2024-01-02T00:00:00Z",
            "2024-01-03T00:00:00Z",
            "2024-01-04T00:00:00Z");
    assertThat(reader.run(ids.getFirst()).trigger()).isEqualTo("backfill");
    assertThat(reader.run(ids.getFirst()).parameters()).containsExactly(Map.entry("a", "b"));
    assertThat(states(ids))
        .containsExactly(RunState.RUNNING, RunState.RUNNING, RunState.QUEUED, RunState.QUEUED);

    end(ids.get(1));
    assertThat(states(ids))
        .containsExactly(RunState.RUNNING, RunState.SUCCESS, RunState.RUNNING, RunState.QUEUED);

    runs.cancel(ids.getFirst());
    assertThat(states(ids))
        .containsExactly(RunState.CANCELLED, RunState.SUCCESS, RunState.RUNNING, RunState.RUNNING);
  }

  @Test
  void otherRunsOfThePipelineDoNotWaitForIt() {
    List<Long> ids = backfills.create(days(3, 2, false));
    List<Long> own = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      own.add(runs.create(PLAN, 1, RunRequest.manual(FIRST, Map.of())).orElseThrow());
    }

    assertThat(states(own)).containsExactly(RunState.RUNNING, RunState.QUEUED);
    end(own.getFirst());
    assertThat(states(own)).containsExactly(RunState.SUCCESS, RunState.RUNNING);
    assertThat(states(ids)).containsExactly(RunState.RUNNING, RunState.RUNNING, RunState.QUEUED);
  }

  @Test
  void whatWasDoneIsDoneAgainOnlyIfThatIsWanted() {
    assertThat(backfills.create(days(2, 1, false))).hasSize(2);
    assertThat(backfills.create(days(2, 1, false))).isEmpty();
    assertThat(backfills.create(days(3, 1, false))).hasSize(1);
    assertThat(backfills.create(days(3, 1, true))).hasSize(3);
    assertThat(
            backfills.create(
                new BackfillStore.Request(PLAN, 1, List.of(FIRST), Map.of("a", "c"), 1, false)))
        .hasSize(1);
  }

  @Test
  void askedForByManyAtOnceItHasItsRunsOnce() throws Exception {
    List<Future<List<Long>>> asked = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 8; i++) {
        asked.add(executor.submit(() -> backfills.create(days(5, 3, false))));
      }
    }
    int made = 0;
    for (Future<List<Long>> one : asked) {
      made += one.get().size();
    }

    assertThat(made).isEqualTo(5);
  }

  @Test
  void aRunThatIsRetriedWaitsForItsTurn() {
    List<Long> ids = backfills.create(days(3, 1, false));
    StartedAttempt attempt =
        runs.start(new StepTicket(new StepKey(ids.getFirst(), "s", 0), 1), "w").orElseThrow();
    runs.cancel(ids.getFirst());
    runs.finish(attempt, new StepOutcome.Interrupted());
    assertThat(states(ids)).containsExactly(RunState.CANCELLED, RunState.RUNNING, RunState.QUEUED);

    assertThat(runs.retry(ids.getFirst())).isTrue();
    assertThat(states(ids)).containsExactly(RunState.QUEUED, RunState.RUNNING, RunState.QUEUED);
    end(ids.get(1));
    assertThat(states(ids)).containsExactly(RunState.RUNNING, RunState.SUCCESS, RunState.QUEUED);
  }
}
