package dev.lakehouse.pipeline.run;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.project.PipelineDefinition;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.state.PipelineStore;
import dev.lakehouse.pipeline.state.RunReader;
import dev.lakehouse.pipeline.state.RunRecord;
import dev.lakehouse.pipeline.state.RunStore;
import dev.lakehouse.pipeline.state.StateDatabase;
import dev.lakehouse.pipeline.work.RunSignals;
import dev.lakehouse.pipeline.work.StepRunner;
import dev.lakehouse.pipeline.work.Worker;
import dev.lakehouse.pipeline.work.WorkerSettings;
import dev.lakehouse.table.catalog.Database;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** Runs of pipelines, with a worker of this process. Thread-safe once it is set up. */
public final class Orchestrator implements AutoCloseable {
  private final StateDatabase state;
  private final RunSignals signals;
  private final Worker worker;
  private final Runs runs;
  private final RunFollower follower;
  private final RunReader reader;
  private final PipelineStore pipelines;
  private final InstantSource clock;
  private Optional<ScheduleClock> schedules = Optional.empty();

  private Orchestrator(
      StateDatabase state, StepRunner runner, WorkerSettings settings, InstantSource clock) {
    this.state = requireNonNull(state, "state is null");
    RunStore store = new RunStore(state, clock);
    this.signals = new RunSignals(state);
    this.worker = new Worker(state, store, signals, runner, settings);
    this.runs = new Runs(store, clock);
    this.reader = new RunReader(state);
    this.pipelines = new PipelineStore(state, store, clock);
    this.clock = requireNonNull(clock, "clock is null");
    this.follower = new RunFollower(reader, signals);
  }

  /**
   * Opens the memory of runs and begins to work.
   *
   * @param runner does the steps
   * @throws dev.lakehouse.base.error.LakehouseException UNAVAILABLE if PostgreSQL does not answer
   */
  public static Orchestrator start(
      Database database, StepRunner runner, WorkerSettings settings, InstantSource clock) {
    StateDatabase state = StateDatabase.open(database);
    Orchestrator orchestrator = new Orchestrator(state, runner, settings, clock);
    orchestrator.signals.start();
    orchestrator.worker.start();
    return orchestrator;
  }

  /** Begins runs of the project's schedules from now on, and remembers which pipelines it has. */
  public void schedule(Project project) {
    pipelines.declare(
        project.pipelines().values().stream()
            .map(pipeline ->
                new PipelineStore.Declared(
                    pipeline.name(), pipeline.mostRuns(), pipeline.schedule()))
            .toList());
    ScheduleClock started = new ScheduleClock(pipelines, project, clock);
    started.start();
    schedules = Optional.of(started);
  }

  /**
   * Pauses a pipeline, or lets it go on.
   *
   * @return false if it was so already
   * @throws dev.lakehouse.base.error.LakehouseException NOT_FOUND if there is no such pipeline
   */
  public boolean pause(String pipeline, boolean paused) {
    boolean changed = pipelines.pause(pipeline, paused);
    schedules.ifPresent(ScheduleClock::look);
    return changed;
  }

  /**
   * Begins a run because somebody wants one.
   *
   * @return its id
   * @throws dev.lakehouse.base.error.LakehouseException INVALID_ARGUMENT for wrong parameters
   */
  public long trigger(PipelineDefinition pipeline, Map<String, String> parameters) {
    return runs.trigger(pipeline, parameters);
  }

  /** Tells of a run until it has ended, and gives it as it ended. */
  public RunRecord follow(long run, RunListener listener) throws InterruptedException {
    return follower.follow(run, listener);
  }

  /** What is remembered of runs. */
  public RunReader reader() {
    return reader;
  }

  /** Takes no more steps, waits a while for those at work, and closes the memory. */
  @Override
  public void close() {
    try (state;
        signals;
        worker) {
      schedules.ifPresent(ScheduleClock::close);
    }
  }
}
