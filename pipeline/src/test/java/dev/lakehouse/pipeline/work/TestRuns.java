package dev.lakehouse.pipeline.work;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.pipeline.graph.RunIf;
import dev.lakehouse.pipeline.graph.StepState;
import dev.lakehouse.pipeline.plan.FanOut;
import dev.lakehouse.pipeline.plan.PlannedStep;
import dev.lakehouse.pipeline.plan.Retries;
import dev.lakehouse.pipeline.plan.RunPlan;
import dev.lakehouse.pipeline.state.RunReader;
import dev.lakehouse.pipeline.state.RunRecord;
import dev.lakehouse.pipeline.state.RunRequest;
import dev.lakehouse.pipeline.state.RunStore;
import dev.lakehouse.pipeline.state.StateDatabase;
import dev.lakehouse.pipeline.state.StepOutcome;
import dev.lakehouse.pipeline.state.StepRecord;
import dev.lakehouse.table.TestDatabase;
import dev.lakehouse.table.catalog.Database;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Runs on a real PostgreSQL, with workers of this process. */
final class TestRuns implements AutoCloseable {
  static final StepOutcome DONE = done(false);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final StateDatabase state;
  final RunStore store;
  final RunReader reader;
  final RunSignals signals;
  private final Database database;
  private final Deque<Worker> workers = new ArrayDeque<>();

  TestRuns(TestDatabase.Server server) throws SQLException {
    this.database = server.open();
    this.state = StateDatabase.open(database);
    this.store = new RunStore(state, InstantSource.system());
    this.reader = new RunReader(state);
    this.signals = new RunSignals(state);
    signals.start();
  }

  static StepOutcome done(boolean idle, String... outputs) {
    return new StepOutcome.Done(
        idle,
        "done",
        List.of(),
        List.of(outputs),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty());
  }

  static StepOutcome failed(String error) {
    return new StepOutcome.Failed(ErrorCode.INTERNAL, error, Optional.empty(), List.of(), true);
  }

  static PlannedStep step(String name, String... needs) {
    return new PlannedStep(
        name,
        List.of(needs),
        RunIf.ALL_SUCCESS,
        Optional.empty(),
        Optional.empty(),
        Retries.NONE,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  static PlannedStep fanOut(String name, FanOut each, String... needs) {
    return new PlannedStep(
        name,
        List.of(needs),
        RunIf.ALL_SUCCESS,
        Optional.empty(),
        Optional.of(each),
        Retries.NONE,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  static PlannedStep inner(String fanOut, String name, String... needs) {
    return new PlannedStep(
        name,
        List.of(needs),
        RunIf.ALL_SUCCESS,
        Optional.of(fanOut),
        Optional.empty(),
        Retries.NONE,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  static PlannedStep with(PlannedStep step, RunIf runIf) {
    return copy(step, runIf, step.retries(), step.timeout(), step.tag(), step.pool());
  }

  static PlannedStep with(PlannedStep step, Retries retries) {
    return copy(step, step.runIf(), retries, step.timeout(), step.tag(), step.pool());
  }

  static PlannedStep within(PlannedStep step, Duration timeout) {
    return copy(step, step.runIf(), step.retries(), Optional.of(timeout), step.tag(), step.pool());
  }

  static PlannedStep tagged(PlannedStep step, String tag) {
    return copy(step, step.runIf(), step.retries(), step.timeout(), Optional.of(tag), step.pool());
  }

  static PlannedStep pooled(PlannedStep step, String pool) {
    return copy(step, step.runIf(), step.retries(), step.timeout(), step.tag(), Optional.of(pool));
  }

  private static PlannedStep copy(
      PlannedStep step,
      RunIf runIf,
      Retries retries,
      Optional<Duration> timeout,
      Optional<String> tag,
      Optional<String> pool) {
    return new PlannedStep(
        step.name(), step.needs(), runIf, step.fanOut(), step.each(), retries, timeout, tag, pool);
  }

  Worker worker(String name, StepRunner runner, String... tags) {
    Worker worker =
        new Worker(
            state,
            store,
            signals,
            runner,
            new WorkerSettings(name, "here", 8, List.of(tags), Duration.ofSeconds(1)));
    worker.start();
    workers.push(worker);
    return worker;
  }

  long begin(PlannedStep... steps) {
    return begin(Map.of(), steps);
  }

  long begin(Map<String, String> parameters, PlannedStep... steps) {
    return store
        .create(
            new RunPlan("p", List.of(steps)),
            1,
            RunRequest.manual(Instant.parse("2026-01-01T00:00:00Z"), parameters))
        .orElseThrow();
  }

  /** Waits until a run has ended. */
  RunRecord end(long run) throws InterruptedException {
    await(run, one -> one.state().isFinal());
    return reader.run(run);
  }

  /** Waits until a run is as it should be. */
  void await(long run, Predicate<RunRecord> condition) throws InterruptedException {
    awaitSteps(run, steps -> condition.test(reader.run(run)));
  }

  void awaitSteps(long run, Predicate<Map<String, StepState>> condition)
      throws InterruptedException {
    CountDownLatch met = new CountDownLatch(1);
    RunSignals.Listener listener =
        new RunSignals.Listener() {
          @Override
          public void moved(long moved) {
            look();
          }

          @Override
          public void look() {
            if (condition.test(states(run))) {
              met.countDown();
            }
          }
        };
    signals.add(listener);
    try {
      listener.look();
      if (!met.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError(reader.run(run) + " " + reader.steps(run));
      }
    } finally {
      signals.remove(listener);
    }
  }

  /** The state of each step; {@code name[2]} is the second of a fan-out. */
  Map<String, StepState> states(long run) {
    Map<String, StepState> states = new TreeMap<>();
    for (StepRecord step : reader.steps(run)) {
      states.put(step.key().toString(), step.state());
    }
    return states;
  }

  @Override
  public void close() {
    workers.forEach(Worker::close);
    signals.close();
    state.close();
    database.close();
  }
}
