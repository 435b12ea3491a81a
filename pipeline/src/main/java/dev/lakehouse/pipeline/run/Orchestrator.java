package dev.lakehouse.pipeline.run;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.callback.Callback;
import dev.lakehouse.pipeline.callback.CallbackDelivery;
import dev.lakehouse.pipeline.callback.CallbackPolicy;
import dev.lakehouse.pipeline.callback.Callbacks;
import dev.lakehouse.pipeline.callback.SmtpSettings;
import dev.lakehouse.pipeline.log.AttemptLogs;
import dev.lakehouse.pipeline.log.LoggedSteps;
import dev.lakehouse.pipeline.log.RunLogs;
import dev.lakehouse.pipeline.project.PipelineDefinition;
import dev.lakehouse.pipeline.project.Project;
import dev.lakehouse.pipeline.project.ProjectProblem.Kind;
import dev.lakehouse.pipeline.sensor.SensedPipeline;
import dev.lakehouse.pipeline.sensor.SensorInputs;
import dev.lakehouse.pipeline.sensor.SensorRecord;
import dev.lakehouse.pipeline.sensor.SensorStore;
import dev.lakehouse.pipeline.sensor.Sensors;
import dev.lakehouse.pipeline.state.AttemptLogStore;
import dev.lakehouse.pipeline.state.BackfillStore;
import dev.lakehouse.pipeline.state.CallbackEvent;
import dev.lakehouse.pipeline.state.CallbackStore;
import dev.lakehouse.pipeline.state.PipelineStore;
import dev.lakehouse.pipeline.state.RunHistory;
import dev.lakehouse.pipeline.state.RunReader;
import dev.lakehouse.pipeline.state.RunRecord;
import dev.lakehouse.pipeline.state.RunStore;
import dev.lakehouse.pipeline.state.StateDatabase;
import dev.lakehouse.pipeline.state.VariableStore;
import dev.lakehouse.pipeline.state.WorkerRegistry;
import dev.lakehouse.pipeline.work.RunSignals;
import dev.lakehouse.pipeline.work.StepRunner;
import dev.lakehouse.pipeline.work.Worker;
import dev.lakehouse.pipeline.work.WorkerSettings;
import dev.lakehouse.table.catalog.Database;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
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
  private final CallbackStore callbacks;
  private final VariableStore variables;
  private final InstantSource clock;
  private final AttemptLogs attemptLogs;
  private final RunLogs logs;
  private Optional<Worker> worker = Optional.empty();
  private Optional<ScheduleClock> schedules = Optional.empty();
  private Optional<HistoryKeeper> history = Optional.empty();
  private Optional<CallbackDelivery> delivery = Optional.empty();
  private Optional<Sensors> sensors = Optional.empty();

  private Orchestrator(StateDatabase state, InstantSource clock) {
    this.state = requireNonNull(state, "state is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.store = new RunStore(state, clock);
    this.signals = new RunSignals(state);
    this.runs = new Runs(store, clock);
    this.reader = new RunReader(state);
    this.pipelines = new PipelineStore(state, store, clock);
    this.workers = new WorkerRegistry(state);
    this.callbacks = new CallbackStore(state);
    this.variables = new VariableStore(state);
    this.follower = new RunFollower(reader, signals);
    AttemptLogStore logStore = new AttemptLogStore(state);
    this.attemptLogs = new AttemptLogs(logStore, clock);
    this.logs = new RunLogs(logStore, reader, signals);
  }

  /**
   * Opens the memory of runs.
   *
   * @throws dev.lakehouse.base.error.LakehouseException UNAVAILABLE if PostgreSQL does not answer
   */
  public static Orchestrator open(Database database, InstantSource clock) {
    Orchestrator orchestrator = new Orchestrator(StateDatabase.open(database), clock);
    orchestrator.signals.start();
    orchestrator.attemptLogs.start();
    return orchestrator;
  }

  /** Begins to do steps in this process. */
  public void work(StepRunner runner, WorkerSettings settings) {
    Worker started =
        new Worker(state, store, signals, new LoggedSteps(runner, attemptLogs), settings);
    started.start();
    worker = Optional.of(started);
  }

  /** Remembers which pipelines a project has, and when they run. */
  public void declare(Project project) {
    store.declarePools(project.pools());
    pipelines.declare(
        project.pipelines().values().stream()
            .map(pipeline ->
                new PipelineStore.Declared(
                    pipeline.name(), pipeline.mostRuns(), pipeline.schedule()))
            .toList(),
        project.broken(Kind.PIPELINE));
    callbacks.declare(
        project.pipelines().values().stream()
            .filter(pipeline -> !pipeline.callbacks().isEmpty())
            .map(Orchestrator::declared)
            .toList());
  }

  private static CallbackStore.Declared declared(PipelineDefinition pipeline) {
    Map<CallbackEvent, List<String>> kinds = new EnumMap<>(CallbackEvent.class);
    pipeline
        .callbacks()
        .byEvent()
        .forEach((event, those) -> kinds.put(event, those.stream().map(Callback::kind).toList()));
    return new CallbackStore.Declared(pipeline.name(), kinds, pipeline.callbacks().lateAfter());
  }

  /**
   * Sends the callbacks of the project's pipelines from now on, if it has some.
   *
   * @param smtp empty if no mail can be sent
   */
  public void callBack(Project project, Optional<SmtpSettings> smtp, CallbackPolicy policy) {
    Map<String, Callbacks> known = new HashMap<>();
    for (PipelineDefinition pipeline : project.pipelines().values()) {
      if (!pipeline.callbacks().isEmpty()) {
        known.put(pipeline.name(), pipeline.callbacks());
      }
    }
    if (!known.isEmpty()) {
      CallbackDelivery started =
          new CallbackDelivery(callbacks, signals, known, smtp, policy, clock);
      started.start();
      delivery = Optional.of(started);
    }
  }

  /** Begins runs of the project's schedules from now on. */
  public void schedule(Project project) {
    ScheduleClock started = new ScheduleClock(pipelines, project, clock);
    started.start();
    schedules = Optional.of(started);
  }

  /** Forgets old runs from now on. */
  public void keepHistory(HistorySettings settings) {
    HistoryKeeper started = new HistoryKeeper(new RunHistory(state), settings, clock);
    started.start();
    history = Optional.of(started);
  }

  /** Begins runs when what the project's sensors watch happens. */
  public Sensors sense(Project project, SensorInputs inputs) {
    Sensors started =
        new Sensors(
            new SensorStore(state, store, clock),
            signals,
            project.pipelines().values().stream()
                .map(pipeline ->
                    new SensedPipeline(pipeline.plan(), pipeline.defaults(), pipeline.sensors()))
                .toList(),
            inputs,
            clock);
    started.start();
    sensors = Optional.of(started);
    return started;
  }

  /** What the sensors of the project's pipelines have seen. */
  public List<SensorRecord> sensors() {
    return new SensorStore(state, store, clock).list();
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
    sensors.ifPresent(Sensors::wake);
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

  /**
   * Begins runs for times that are past.
   *
   * @param parameters what each of them is given
   * @param parallel how many of them go on at a time, at least 1
   * @param again true for runs of their own, though there were such runs before
   * @return their ids, in the order of the times; times that had such a run are left out
   * @throws dev.lakehouse.base.error.LakehouseException INVALID_ARGUMENT for wrong parameters
   */
  public List<Long> backfill(
      PipelineDefinition pipeline,
      List<Instant> times,
      Map<String, String> parameters,
      int parallel,
      boolean again) {
    return new BackfillStore(state, store)
        .create(
            new BackfillStore.Request(
                pipeline.plan(),
                pipeline.mostRuns(),
                times,
                Runs.complete(pipeline, parameters),
                parallel,
                again));
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

  /** Begins no more runs and steps in this process, and waits a while for those at work. */
  public void endWork() {
    sensors.ifPresent(Sensors::close);
    sensors = Optional.empty();
    schedules.ifPresent(ScheduleClock::close);
    schedules = Optional.empty();
    worker.ifPresent(Worker::close);
    worker = Optional.empty();
  }

  /** What people set, watermarks aside. */
  public VariableStore variables() {
    return variables;
  }

  /** What attempts said. */
  public RunLogs logs() {
    return logs;
  }

  /** The logs of the attempts that are at work in this process. */
  public AttemptLogs attemptLogs() {
    return attemptLogs;
  }

  /** Takes no more steps, waits a while for those at work, and closes the memory. */
  @Override
  public void close() {
    try (state;
        signals;
        attemptLogs) {
      endWork();
      history.ifPresent(HistoryKeeper::close);
      delivery.ifPresent(CallbackDelivery::close);
    }
  }
}
