package dev.lakehouse.pipeline.work;

import static dev.lakehouse.pipeline.work.TestRuns.DONE;
import static dev.lakehouse.pipeline.work.TestRuns.failed;
import static dev.lakehouse.pipeline.work.TestRuns.fanOut;
import static dev.lakehouse.pipeline.work.TestRuns.inner;
import static dev.lakehouse.pipeline.work.TestRuns.pooled;
import static dev.lakehouse.pipeline.work.TestRuns.step;
import static dev.lakehouse.pipeline.work.TestRuns.tagged;
import static dev.lakehouse.pipeline.work.TestRuns.with;
import static dev.lakehouse.pipeline.work.TestRuns.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.pipeline.graph.RunIf;
import dev.lakehouse.pipeline.graph.StepState;
import dev.lakehouse.pipeline.plan.FanOut;
import dev.lakehouse.pipeline.plan.PlannedStep;
import dev.lakehouse.pipeline.plan.Retries;
import dev.lakehouse.pipeline.plan.RunPlan;
import dev.lakehouse.pipeline.state.RunRecord;
import dev.lakehouse.pipeline.state.RunRequest;
import dev.lakehouse.pipeline.state.RunState;
import dev.lakehouse.pipeline.state.StartedAttempt;
import dev.lakehouse.pipeline.state.StepOutcome;
import dev.lakehouse.pipeline.state.StepRecord;
import dev.lakehouse.table.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs from their beginning to their end, on a real PostgreSQL. */
@ExtendWith(TestDatabase.class)
class WorkerTest {
  private TestRuns runs;

  @BeforeEach
  void open(TestDatabase.Server server) throws Exception {
    runs = new TestRuns(server);
  }

  @AfterEach
  void close() {
    runs.close();
  }

  @Test
  void stepsRunInTheOrderOfTheirNeeds() throws Exception {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    runs.worker(
        "w",
        (attempt, control) -> {
          order.add(attempt.key().step());
          return DONE;
        });
    List<PlannedStep> steps = new ArrayList<>(List.of(step("s0")));
    for (int i = 1; i < 10; i++) {
      steps.add(step("s" + i, "s" + (i - 1)));
    }
    long run = runs.begin(steps.toArray(PlannedStep[]::new));

    assertThat(runs.end(run).state()).isEqualTo(RunState.SUCCESS);
    assertThat(order).isEqualTo(IntStream.range(0, 10).mapToObj(i -> "s" + i).toList());
  }

  @Test
  void aFanOutRunsItsChainForEachValue() throws Exception {
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    runs.worker(
        "w",
        (attempt, control) -> {
          attempt.value().ifPresent(value -> seen.add(attempt.key().step() + value));
          return attempt.key().step().equals("list") ? TestRuns.done(false, "a", "b", "c") : DONE;
        });
    long run =
        runs.begin(
            step("list"),
            fanOut("each", new FanOut.OutputsOf("list"), "list"),
            inner("each", "first"),
            inner("each", "second", "first"),
            step("after", "each"));

    assertThat(runs.end(run).state()).isEqualTo(RunState.SUCCESS);
    assertThat(seen)
        .containsExactlyInAnyOrder("firsta", "firstb", "firstc", "seconda", "secondb", "secondc");
    for (String value : List.of("a", "b", "c")) {
      assertThat(seen.indexOf("first" + value)).isLessThan(seen.indexOf("second" + value));
    }
    assertThat(runs.states(run)).containsEntry("after", StepState.SUCCESS);
  }

  @Test
  void aFanOutOverNothingHasNothingToDo() throws Exception {
    runs.worker("w", (attempt, control) -> DONE);
    long run =
        runs.begin(
            Map.of("files", " "),
            fanOut("each", new FanOut.Parameter("files")),
            inner("each", "work"),
            with(step("if_work", "each"), RunIf.ANY_WORK),
            step("after", "each"));

    assertThat(runs.end(run).state()).isEqualTo(RunState.SUCCESS);
    assertThat(runs.states(run))
        .isEqualTo(
            Map.of(
                "each", StepState.SUCCESS,
                "if_work", StepState.SKIPPED,
                "after", StepState.SUCCESS));
  }

  @Test
  void anItemThatFailsStopsNoOtherButItsOwnChain() throws Exception {
    runs.worker(
        "w",
        (attempt, control) -> attempt.value().equals(Optional.of("b")) ? failed("no b") : DONE);
    long run =
        runs.begin(
            fanOut("each", new FanOut.Values(List.of("a", "b", "c"))),
            inner("each", "first"),
            inner("each", "second", "first"),
            step("after", "each"));

    assertThat(runs.end(run).error()).contains("first [2]: no b");
    assertThat(runs.states(run))
        .isEqualTo(
            Map.of(
                "each", StepState.FAILED,
                "after", StepState.UPSTREAM_FAILED,
                "first[1]", StepState.SUCCESS,
                "first[2]", StepState.FAILED,
                "first[3]", StepState.SUCCESS,
                "second[1]", StepState.SUCCESS,
                "second[2]", StepState.UPSTREAM_FAILED,
                "second[3]", StepState.SUCCESS));
  }

  @Test
  void noMoreStepsOfAPoolGoOnThanItHasSlots() throws Exception {
    runs.store.declarePools(Map.of("narrow", 2));
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch twoAtATime = new CountDownLatch(2);
    runs.worker(
        "w",
        (attempt, control) -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          twoAtATime.countDown();
          assertThat(twoAtATime.await(30, TimeUnit.SECONDS)).isTrue();
          now.decrementAndGet();
          return DONE;
        });
    PlannedStep[] steps = {
      fanOut("each", new FanOut.Values(List.of("a", "b", "c", "d", "e", "f"))),
      pooled(inner("each", "work"), "narrow"),
      pooled(step("alone"), "narrow")
    };

    long run = runs.begin(steps);

    assertThat(runs.end(run).state()).isEqualTo(RunState.SUCCESS);
    assertThat(most).hasValue(2);
  }

  @Test
  void aStepThatWaitsToBeTriedAgainHasNoSlot() throws Exception {
    runs.store.declarePools(Map.of("narrow", 1));
    AtomicInteger tries = new AtomicInteger();
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    runs.worker(
        "w",
        (attempt, control) -> {
          order.add(attempt.key().step());
          return attempt.key().step().equals("a") && tries.incrementAndGet() < 2
              ? failed("not yet")
              : DONE;
        });

    long run =
        runs.begin(
            pooled(
                with(step("a"), new Retries(1, Duration.ofSeconds(1), 1, Duration.ofSeconds(1))),
                "narrow"),
            pooled(step("b"), "narrow"));

    assertThat(runs.end(run).state()).isEqualTo(RunState.SUCCESS);
    assertThat(order).containsExactly("a", "b", "a");
  }

  @Test
  void aCancelledRunGivesItsSlotsBack() throws Exception {
    runs.worker("w", WorkerTest::untilStopped);
    long first = runs.begin(pooled(step("s"), "single"));
    runs.awaitSteps(first, steps -> steps.containsValue(StepState.RUNNING));
    runs.store.cancel(first);
    assertThat(runs.end(first).state()).isEqualTo(RunState.CANCELLED);

    long second = runs.begin(pooled(step("s"), "single"));
    runs.awaitSteps(second, steps -> steps.containsValue(StepState.RUNNING));
    runs.store.cancel(second);
    assertThat(runs.end(second).state()).isEqualTo(RunState.CANCELLED);
  }

  @Test
  void aFailureIsTriedAgainAsOftenAsItMay() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    runs.worker("w", (attempt, control) -> tries.incrementAndGet() < 3 ? failed("not yet") : DONE);
    long run =
        runs.begin(
            with(step("s"), new Retries(2, Duration.ofMillis(20), 2, Duration.ofSeconds(1))));

    assertThat(runs.end(run).state()).isEqualTo(RunState.SUCCESS);
    assertThat(runs.reader.steps(run).getFirst().attempts()).isEqualTo(3);
  }

  @Test
  void whatTheUserGotWrongIsNotTriedAgain() throws Exception {
    runs.worker(
        "w",
        (attempt, control) -> {
          throw LakehouseException.of(ErrorCode.INVALID_DATA, "a.csv:3: no number", "mend it");
        });
    long run =
        runs.begin(
            with(step("s"), new Retries(5, Duration.ofMillis(20), 1, Duration.ofSeconds(1))),
            step("after", "s"),
            with(step("mourn", "after"), RunIf.ONE_FAILED));

    assertThat(runs.end(run).error()).contains("s: a.csv:3: no number");
    StepRecord failed =
        runs.reader.steps(run).stream()
            .filter(step -> step.key().step().equals("s"))
            .findFirst()
            .orElseThrow();
    assertThat(failed.attempts()).isEqualTo(1);
    assertThat(failed.remedy()).contains("mend it");
    assertThat(runs.states(run))
        .isEqualTo(
            Map.of(
                "s", StepState.FAILED,
                "after", StepState.UPSTREAM_FAILED,
                "mourn", StepState.FAILED));
  }

  @Test
  void whatTakesTooLongIsStopped() throws Exception {
    runs.worker("w", WorkerTest::untilStopped);
    long run = runs.begin(within(step("s"), Duration.ofMillis(50)));

    assertThat(runs.end(run).error()).contains("s: it took longer than PT0.05S");
  }

  @Test
  void aCancelledRunStopsItsSteps() throws Exception {
    runs.worker("w", WorkerTest::untilStopped);
    long run =
        runs.begin(
            fanOut("each", new FanOut.Values(List.of("a", "b"))),
            inner("each", "first"),
            inner("each", "second", "first"),
            step("after", "each"));
    runs.awaitSteps(
        run,
        states ->
            states.get("first[1]") == StepState.RUNNING
                && states.get("first[2]") == StepState.RUNNING);

    assertThat(runs.store.cancel(run)).isTrue();

    assertThat(runs.end(run).state()).isEqualTo(RunState.CANCELLED);
    assertThat(runs.states(run).values()).containsOnly(StepState.CANCELLED);
    assertThat(runs.store.cancel(run)).isFalse();
  }

  @Test
  void aRunThatNobodyBeganIsCancelledAtOnce() {
    long run =
        runs.begin(step("s"), fanOut("each", new FanOut.Values(List.of("a"))), inner("each", "i"));

    assertThat(runs.store.cancel(run)).isTrue();

    assertThat(runs.reader.run(run).state()).isEqualTo(RunState.CANCELLED);
    assertThat(runs.states(run).values()).containsOnly(StepState.CANCELLED);
  }

  /** A cancelled step leaves its place in the queue, which must not be taken for the new one's. */
  @Test
  void aRunThatWasCancelledBeforeItBeganIsRetried() throws Exception {
    long run = runs.begin(step("a"), step("b", "a"));
    for (int times = 0; times < 3; times++) {
      assertThat(runs.store.cancel(run)).isTrue();
      assertThat(runs.store.retry(run)).isTrue();
    }
    List<String> order = Collections.synchronizedList(new ArrayList<>());

    runs.worker(
        "w",
        (attempt, control) -> {
          order.add(attempt.key().step());
          return DONE;
        });

    assertThat(runs.end(run).state()).isEqualTo(RunState.SUCCESS);
    assertThat(order).containsExactly("a", "b");
  }

  @Test
  void whatFailedIsRunAgainAndNothingElse() throws Exception {
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    AtomicBoolean broken = new AtomicBoolean(true);
    runs.worker(
        "w",
        (attempt, control) -> {
          seen.add(attempt.key() + attempt.value().orElse(""));
          return broken.get() && attempt.value().equals(Optional.of("b")) ? failed("b") : DONE;
        });
    long run =
        runs.begin(
            step("before"),
            fanOut("each", new FanOut.Values(List.of("a", "b")), "before"),
            inner("each", "first"),
            inner("each", "second", "first"),
            step("after", "each"));
    assertThat(runs.end(run).state()).isEqualTo(RunState.FAILED);
    broken.set(false);
    seen.clear();

    assertThat(runs.store.retry(run)).isTrue();

    RunRecord ended = runs.end(run);
    assertThat(ended.state()).isEqualTo(RunState.SUCCESS);
    assertThat(ended.error()).isEmpty();
    assertThat(seen).containsExactly("first[2]b", "second[2]b", "after");
    assertThat(runs.states(run).values()).containsOnly(StepState.SUCCESS);
    assertThat(runs.store.retry(run)).isFalse();
  }

  @Test
  void aRunThatIsAskedForTwiceIsOne() throws Exception {
    runs.worker("w", (attempt, control) -> DONE);
    RunPlan plan = new RunPlan("p", List.of(step("s")));
    RunRequest request =
        new RunRequest("schedule", Optional.of("2026-01-01T00:00:00Z"), Instant.EPOCH, Map.of());

    OptionalLong first = runs.store.create(plan, 1, request);

    assertThat(first).isPresent();
    assertThat(runs.store.create(plan, 1, request)).isEmpty();
    assertThat(runs.end(first.getAsLong()).logicalTime()).isEqualTo(Instant.EPOCH);
  }

  @Test
  void onlyWorkersWithItsTagTakeAStep() throws Exception {
    List<String> workers = Collections.synchronizedList(new ArrayList<>());
    runs.worker("plain", note(workers, "plain"));
    runs.worker("big", note(workers, "big"), "memory");

    long run = runs.begin(tagged(step("a"), "memory"), tagged(step("b", "a"), "memory"));

    assertThat(runs.end(run).state()).isEqualTo(RunState.SUCCESS);
    assertThat(workers).containsExactly("big", "big");
  }

  @Test
  void aWorkerThatEndsHandsItsStepsOn() throws Exception {
    Worker first = runs.worker("first", WorkerTest::untilStopped);
    long run = runs.begin(step("s"));
    runs.awaitSteps(run, states -> states.get("s") == StepState.RUNNING);

    first.close();
    runs.worker("second", (attempt, control) -> DONE);

    assertThat(runs.end(run).state()).isEqualTo(RunState.SUCCESS);
    StepRecord step = runs.reader.steps(run).getFirst();
    assertThat(step.worker()).contains("second");
    assertThat(step.attempts()).isEqualTo(2);
  }

  private static StepRunner note(List<String> workers, String name) {
    return (attempt, control) -> {
      workers.add(name);
      return DONE;
    };
  }

  /** Waits for ever, if nobody tells it to stop. */
  private static StepOutcome untilStopped(StartedAttempt attempt, StepControl control)
      throws InterruptedException {
    new CountDownLatch(1).await();
    return DONE;
  }
}
