package dev.lakehouse.pipeline.run;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.project.PipelineDefinition;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.project.ProjectProblem.Kind;
import dev.lakehouse.pipeline.state.PipelineStore;
import dev.lakehouse.pipeline.state.RunReader;
import dev.lakehouse.pipeline.state.RunRecord;
import dev.lakehouse.pipeline.state.RunStore;
import dev.lakehouse.pipeline.state.StateDatabase;
import dev.lakehouse.pipeline.state.WorkerRegistry;
import dev.lakehouse.pipeline.work.RunSignals;
import dev.lakehouse.pipeline.work.StepRunner;
import dev.lakehouse.pipeline.work.Worker;
import dev.lakehouse.pipeline.work.WorkerSettings;
import dev.lakehouse.table.catalog.Database;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Pipelines and their runs, in one process of several. Thread-safe once it is set up. */
public final class Orchestrator implements AutoCloseable {
  private final StateDatabase state;
  private final RunSignals signals;
  private final RunStore store;
  private final Runs runs;
  private final RunFollower follower;
  private final RunReader reader;
  private final PipelineStore pipelines;
  private final WorkerRegistry workers;
  private final InstantSource clock;
  private Optional<Worker> worker = Optional.empty();
  private Optional<ScheduleClock> schedules = Optional.empty();

  private Orchestrator(StateDatabase state, InstantSource clock) {
    this.state = requireNonNull(state, "state is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.store = new RunStore(state, clock);
    this.signals = new RunSignals(state);
    this.runs = new Runs(store, clock);
    this.reader = new RunReader(state);
    this.pipelines = new PipelineStore(state, store, clock);
    this.workers = new WorkerRegistry(state);
    this.follower = new RunFollower(reader, signals);
  }

  /**
   * Opens the memory of runs.
   *
   * @throws dev.lakehouse.base.error.LakehouseException UNAVAILABLE if PostgreSQL does not answer
   */
  public static Orchestrator open(Database database, InstantSource clock) {
    Orchestrator orchestrator = new Orchestrator(StateDatabase.open(database), clock);
    orchestrator.signals.start();
    return orchestrator;
  }

  /** Begins to do steps in this process. */
  public void work(StepRunner runner, WorkerSettings settings) {
    Worker started = new Worker(state, store, signals, runner, settings);
    started.start();
    worker = Optional.of(started);
  }

  /** Remembers which pipelines a project has, and when they run. */
  public void declare(Project project) {
    pipelines.declare(
        project.pipelines().values().stream()
            .map(pipeline ->
                new PipelineStore.Declared(
                    pipeline.name(), pipeline.mostRuns(), pipeline.schedule()))
            .toList(),
        project.broken(Kind.PIPELINE));
  }

  /** Begins runs of the project's schedules from now on. */
  public void schedule(Project project) {
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

  /**
   * Cancels a run.
   *
   * @return false if it has ended already
   * @throws dev.lakehouse.base.error.LakehouseException NOT_FOUND if there is none
   */
  public boolean cancel(long run) {
    return store.cancel(run);
  }

  /**
   * Runs again what failed, was left or was cancelled in a run that has ended.
   *
   * @return false if there is nothing of that kind, or the run has not ended
   * @throws dev.lakehouse.base.error.LakehouseException NOT_FOUND if there is none
   */
  public boolean retry(long run) {
    return store.retry(run);
  }

  /** The pipelines that the project has, by name. */
  public List<PipelineStore.PipelineRecord> pipelines() {
    return pipelines.list();
  }

  /** The workers that live, in all processes. */
  public List<WorkerRegistry.WorkerRecord> workers() {
    return workers.list();
  }

  /** What is remembered of runs. */
  public RunReader reader() {
    return reader;
  }

  /** Takes no more steps, waits a while for those at work, and closes the memory. */
  @Override
  public void close() {
    try (state;
        signals) {
      schedules.ifPresent(ScheduleClock::close);
      worker.ifPresent(Worker::close);
    }
  }
}
