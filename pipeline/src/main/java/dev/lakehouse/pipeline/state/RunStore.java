package dev.lakehouse.pipeline.state;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.pipeline.graph.StepState;
import dev.lakehouse.pipeline.plan.PlannedStep;
import dev.lakehouse.pipeline.plan.RunPlan;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/**
 * Begins runs, attempts of steps, and ends them. Every method is one transaction: it took place as
 * a whole or not at all, and a second call after a crash does nothing twice. Thread-safe.
 */
public final class RunStore {
  /** The channel on which PostgreSQL tells everybody that a run has moved; the text is its id. */
  public static final String CHANNEL = "lakehouse_runs";

  private static final int MOST_LOST = 5;

  private final StateDatabase database;
  private final InstantSource clock;
  private final RunPlans plans = new RunPlans();

  public RunStore(StateDatabase database, InstantSource clock) {
    this.database = requireNonNull(database, "database is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /** A run under its lock. */
  private record Locked(long id, RunState state, RunPlan plan, Map<String, String> parameters) {
    Locked in(RunState other) {
      return new Locked(id, other, plan, parameters);
    }
  }

  /**
   * Begins a run, or lets it wait until others of its pipeline have ended.
   *
   * @param mostRuns how many runs of the pipeline go on at a time
   * @return its id; empty if there is a run of this pipeline with the same key
   */
  public OptionalLong create(RunPlan plan, int mostRuns, RunRequest request) {
    return database.inTransaction(handle -> {
      PipelineRows.lock(handle, plan.pipeline(), mostRuns);
      return create(handle, plan, request);
    });
  }

  /** The same within a transaction that has locked the pipeline's row. */
  public OptionalLong create(Handle handle, RunPlan plan, RunRequest request) {
    Optional<Long> id =
        handle
            .createQuery(
                """
                INSERT INTO runs
                  (pipeline, definition, state, trigger, trigger_key, logical_time, parameters)
                VALUES (:pipeline, :definition, 'QUEUED', :trigger, :key, :time,
                  CAST(:parameters AS jsonb))
                ON CONFLICT (pipeline, trigger_key) DO NOTHING RETURNING id\
                """)
            .bind("pipeline", plan.pipeline())
            .bind("definition", plans.keep(handle, plan))
            .bind("trigger", request.trigger())
            .bind("key", request.key().orElse(null))
            .bind("time", request.logicalTime())
            .bind("parameters", JsonTexts.write(request.parameters()))
            .mapTo(Long.class)
            .findOne();
    id.ifPresent(run -> {
      handle
          .createUpdate(
              "INSERT INTO steps (run_id, step, item, state)"
                  + " SELECT :run, name, 0, 'WAITING' FROM unnest(:names) AS names(name)")
          .bind("run", run)
          .bindArray("names", String.class, plan.graph(Optional.empty()).names())
          .execute();
      tell(handle, run);
      admit(handle, plan.pipeline());
    });
    return id.map(OptionalLong::of).orElseGet(OptionalLong::empty);
  }

  /**
   * Lets runs begin that wait for others of their pipeline, the oldest first; those of a backfill
   * wait for others of that.
   */
  void admit(Handle handle, String pipeline) {
    int most =
        handle
            .createQuery("SELECT most_runs FROM pipelines WHERE name = :name FOR UPDATE")
            .bind("name", pipeline)
            .mapTo(Integer.class)
            .one();
    // One that somebody has locked is being cancelled, or retried, which ends with admitting.
    List<Long> admitted =
        handle
            .createQuery(
                """
                WITH own AS MATERIALIZED (
                  SELECT id FROM runs
                  WHERE pipeline = :pipeline AND state = 'QUEUED' AND backfill IS NULL
                  ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
                  LIMIT GREATEST(0, :most - (
                    SELECT count(*) FROM runs
                    WHERE pipeline = :pipeline AND state IN ('RUNNING', 'CANCELLING')
                      AND backfill IS NULL))
                ), past AS MATERIALIZED (
                  SELECT waiting.id FROM backfills b CROSS JOIN LATERAL (
                    SELECT id FROM runs WHERE backfill = b.id AND state = 'QUEUED'
                    ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
                    LIMIT GREATEST(0, b.parallel - (
                      SELECT count(*) FROM runs
                      WHERE backfill = b.id AND state IN ('RUNNING', 'CANCELLING')))) AS waiting
                  WHERE b.pipeline = :pipeline
                )
                UPDATE runs SET state = 'RUNNING', started_at = COALESCE(started_at, now())
                WHERE id IN (SELECT id FROM own UNION ALL SELECT id FROM past)
                RETURNING id\
                """)
            .bind("pipeline", pipeline)
            .bind("most", most)
            .mapTo(Long.class)
            .stream()
            .sorted()
            .toList();
    for (long run : admitted) {
      advance(handle, lock(handle, run));
      tell(handle, run);
    }
  }

  /**
   * Begins an attempt of a step.
   *
   * @param worker who does it
   * @return empty if the ticket is no longer good: the run was cancelled, or the step has ended
   */
  public Optional<StartedAttempt> start(StepTicket ticket, String worker) {
    return database.inTransaction(handle -> {
      StepKey key = ticket.key();
      Optional<Begun> begun =
          handle
              .createQuery(
                  """
                  UPDATE steps SET state = 'RUNNING', attempts = attempts + 1, progress = NULL,
                    started_at = COALESCE(started_at, now()), ended_at = NULL
                  FROM (
                    SELECT state AS state_before FROM steps
                    WHERE run_id = :run AND step = :step AND item = :item FOR UPDATE) AS before
                  WHERE run_id = :run AND step = :step AND item = :item AND ticket = :number
                    AND state_before IN ('QUEUED', 'RETRYING', 'RUNNING')
                  RETURNING attempts, state_before = 'RUNNING' AS again\
                  """)
              .bind("run", key.run())
              .bind("step", key.step())
              .bind("item", key.item())
              .bind("number", ticket.number())
              .map((row, context) -> new Begun(row.getInt("attempts"), row.getBoolean("again")))
              .findOne();
      return begun.flatMap(attempt -> begun(handle, key, attempt, worker));
    });
  }

  /**
   * That an attempt begins.
   *
   * @param again its ticket was used before, by a worker that is gone
   */
  private record Begun(int number, boolean again) {}

  private Optional<StartedAttempt> begun(Handle handle, StepKey key, Begun begun, String worker) {
    if (begun.again()) {
      handle
          .createUpdate(
              """
              UPDATE attempts SET state = 'LOST', ended_at = clock_timestamp(),
                error = 'its worker died, or could not be reached'
              WHERE run_id = :run AND step = :step AND item = :item AND ended_at IS NULL\
              """)
          .bind("run", key.run())
          .bind("step", key.step())
          .bind("item", key.item())
          .execute();
    }
    StartedAttempt attempt =
        handle
            .createQuery(
                """
                WITH made AS (
                  INSERT INTO attempts (run_id, step, item, number, worker, state)
                  VALUES (:run, :step, :item, :number, :worker, 'RUNNING') RETURNING id
                ), known AS (
                  UPDATE steps SET attempt = (SELECT id FROM made)
                  WHERE run_id = :run AND step = :step AND item = :item RETURNING value
                )
                SELECT made.id, known.value, runs.definition, runs.pipeline, runs.parameters,
                  runs.logical_time, (
                    SELECT count(*) FROM attempts past
                    WHERE past.run_id = :run AND past.step = :step AND past.item = :item
                      AND past.state = 'FAILED') AS failures
                FROM made, known, runs WHERE runs.id = :run\
                """)
            .bind("run", key.run())
            .bind("step", key.step())
            .bind("item", key.item())
            .bind("number", begun.number())
            .bind("worker", worker)
            .map((row, context) ->
                new StartedAttempt(
                    row.getLong("id"),
                    key,
                    begun.number(),
                    row.getInt("failures"),
                    plans.plan(handle, row.getString("definition")).step(key.step()),
                    row.getString("pipeline"),
                    JsonTexts.map(row.getString("parameters")),
                    row.getTimestamp("logical_time").toInstant(),
                    Optional.ofNullable(row.getString("value"))))
            .one();
    tell(handle, key.run());
    if (begun.again() && lost(handle, key) >= MOST_LOST) {
      finish(
          handle,
          attempt,
          new StepOutcome.Failed(
              ErrorCode.UNAVAILABLE,
              "%d workers died while they were at it".formatted(MOST_LOST),
              Optional.of("look at their logs: it may take more memory than there is"),
              List.of(),
              false));
      return Optional.empty();
    }
    return Optional.of(attempt);
  }

  private static int lost(Handle handle, StepKey key) {
    return handle
        .createQuery(
            "SELECT count(*) FROM attempts WHERE run_id = :run AND step = :step AND item = :item"
                + " AND state = 'LOST'")
        .bind("run", key.run())
        .bind("step", key.step())
        .bind("item", key.item())
        .mapTo(Integer.class)
        .one();
  }

  /**
   * Ends an attempt, and goes on with the run.
   *
   * @return false if the attempt was no longer the step's own: another worker had taken it for lost
   */
  public boolean finish(StartedAttempt attempt, StepOutcome outcome) {
    return database.inTransaction(handle -> finish(handle, attempt, outcome));
  }

  private boolean finish(Handle handle, StartedAttempt attempt, StepOutcome outcome) {
    StepKey key = attempt.key();
    Locked run = lock(handle, key.run());
    Optional<Integer> failures =
        handle
            .createQuery(
                "SELECT failures FROM steps WHERE run_id = :run AND step = :step AND item = :item"
                    + " AND attempt = :attempt AND state = 'RUNNING'")
            .bind("run", key.run())
            .bind("step", key.step())
            .bind("item", key.item())
            .bind("attempt", attempt.id())
            .mapTo(Integer.class)
            .findOne();
    if (failures.isEmpty()) {
      return false;
    }
    StepState state = state(run, attempt.step(), failures.get(), outcome);
    AttemptRecords.end(handle, attempt, outcome, state);
    if (state == StepState.RETRYING || state == StepState.QUEUED) {
      StepQueue.add(
          handle,
          List.of(
              new StepQueue.Entry(
                  StepTicket.next(handle, key),
                  attempt.step().tag(),
                  attempt.step().pool(),
                  state == StepState.QUEUED
                      ? clock.instant()
                      : clock
                          .instant()
                          .plus(attempt.step().retries().delayAfter(failures.get() + 1)))));
    }
    attempt.step().pool().ifPresent(pool -> PoolQueue.admit(handle, pool));
    if (state.isFinal()) {
      RunTransitions transitions = transitions(handle, run);
      boolean over =
          key.item() == 0
              ? transitions.settle()
              : transitions.settle(key, attempt.step().fanOut().orElseThrow(), state.isFailure());
      if (over) {
        end(handle, run);
      }
    }
    tell(handle, key.run());
    return true;
  }

  private static StepState state(Locked run, PlannedStep step, int failures, StepOutcome outcome) {
    boolean cancelled = run.state() == RunState.CANCELLING;
    return switch (outcome) {
      case StepOutcome.Done _ -> StepState.SUCCESS;
      case StepOutcome.Failed _ when cancelled -> StepState.CANCELLED;
      case StepOutcome.Failed failed
          when failed.repeatable() && step.retries().allow(failures + 1) ->
          StepState.RETRYING;
      case StepOutcome.Failed _ -> StepState.FAILED;
      case StepOutcome.Interrupted _ -> cancelled ? StepState.CANCELLED : StepState.QUEUED;
    };
  }

  /**
   * Cancels a run: steps that wait are not run, and those that run are to be stopped by their
   * workers.
   *
   * @return false if it has ended already
   * @throws LakehouseException NOT_FOUND if there is no such run
   */
  public boolean cancel(long id) {
    return database.inTransaction(handle -> {
      Locked run = lock(handle, id);
      if (run.state().isFinal()) {
        return false;
      }
      handle
          .createUpdate("UPDATE runs SET state = 'CANCELLING' WHERE id = :run")
          .bind("run", id)
          .execute();
      if (transitions(handle, run.in(RunState.CANCELLING)).cancel()) {
        end(handle, run);
      }
      run.plan().steps().stream()
          .flatMap(step -> step.pool().stream())
          .distinct()
          .sorted()
          .forEach(pool -> PoolQueue.admit(handle, pool));
      tell(handle, id);
      return true;
    });
  }

  /**
   * Runs again what failed, was left or was cancelled in a run that has ended.
   *
   * @return false if there is nothing of that kind, or the run has not ended
   * @throws LakehouseException NOT_FOUND if there is no such run
   */
  public boolean retry(long id) {
    return database.inTransaction(handle -> {
      Locked run = lock(handle, id);
      if (!run.state().isFinal()) {
        return false;
      }
      if (!transitions(handle, run.in(RunState.RUNNING)).waitAgain()) {
        return false;
      }
      handle
          .createUpdate(
              "UPDATE runs SET state = 'QUEUED', error = NULL, ended_at = NULL WHERE id = :run")
          .bind("run", id)
          .execute();
      admit(handle, run.plan().pipeline());
      tell(handle, id);
      return true;
    });
  }

  /**
   * Says how far attempts are.
   *
   * @param progress a few words for each attempt, by its id
   */
  public void progress(Map<Long, String> progress) {
    database.useTransaction(handle ->
        handle
            .createQuery(
                """
                WITH moved AS (
                  UPDATE steps SET progress = news.text
                  FROM unnest(:attempts, :texts) AS news(attempt, text), attempts
                  WHERE attempts.id = news.attempt AND steps.run_id = attempts.run_id
                    AND steps.step = attempts.step AND steps.item = attempts.item
                    AND steps.attempt = news.attempt AND steps.state = 'RUNNING'
                    AND steps.progress IS DISTINCT FROM NULLIF(news.text, '')
                  RETURNING steps.run_id
                )
                SELECT count(pg_notify(:channel, CAST(run_id AS text)))
                FROM (SELECT DISTINCT run_id FROM moved) AS runs\
                """)
            .bindArray("attempts", Long.class, List.copyOf(progress.keySet()))
            .bindArray("texts", String.class, List.copyOf(progress.values()))
            .bind("channel", CHANNEL)
            .mapTo(Integer.class)
            .one());
  }

  /** Sets how many slots pools have. */
  public void declarePools(Map<String, Integer> slots) {
    database.useTransaction(handle -> PoolQueue.declare(handle, slots));
  }

  /**
   * Lets steps begin whose pool has a slot free and that were to wait until now.
   *
   * @return how many
   */
  public int admitDue() {
    return database.inTransaction(PoolQueue::admitDue);
  }

  /** Which of these runs are to stop. */
  public List<Long> cancelling(List<Long> runs) {
    return database.inTransaction(handle ->
        handle
            .createQuery("SELECT id FROM runs WHERE id = ANY(:runs) AND state = 'CANCELLING'")
            .bindArray("runs", Long.class, runs)
            .mapTo(Long.class)
            .list());
  }

  private void advance(Handle handle, Locked run) {
    if (transitions(handle, run).begin()) {
      end(handle, run);
    }
  }

  private RunTransitions transitions(Handle handle, Locked run) {
    return new RunTransitions(
        handle, clock, run.id(), run.plan(), run.parameters(), run.state() == RunState.CANCELLING);
  }

  private Locked lock(Handle handle, long run) {
    return handle
        .createQuery(
            "SELECT state, definition, parameters FROM runs WHERE id = :run FOR NO KEY UPDATE")
        .bind("run", run)
        .map((row, context) ->
            new Locked(
                run,
                RunState.valueOf(row.getString("state")),
                plans.plan(handle, row.getString("definition")),
                JsonTexts.map(row.getString("parameters"))))
        .findOne()
        .orElseThrow(() -> noSuchRun(run));
  }

  static LakehouseException noSuchRun(long run) {
    return LakehouseException.of(
        ErrorCode.NOT_FOUND, "there is no run %d".formatted(run), "'runs' lists them");
  }

  private void end(Handle handle, Locked run) {
    handle
        .createUpdate(
            """
            UPDATE runs SET ended_at = now(),
              state = CASE
                WHEN state = 'CANCELLING' THEN 'CANCELLED'
                WHEN EXISTS (SELECT FROM steps WHERE run_id = :run AND item = 0
                  AND state IN ('FAILED', 'UPSTREAM_FAILED')) THEN 'FAILED'
                ELSE 'SUCCESS' END,
              error = (
                SELECT s.step || CASE WHEN s.item > 0 THEN ' [' || s.item || ']' ELSE '' END
                  || ': ' || a.error
                FROM steps s JOIN attempts a ON a.id = s.attempt
                WHERE s.run_id = :run AND s.state = 'FAILED' ORDER BY a.id LIMIT 1)
            WHERE id = :run\
            """)
        .bind("run", run.id())
        .execute();
    CallbackStore.queueEnd(handle, run.id());
    RunEnds.note(handle, run.id());
    admit(handle, run.plan().pipeline());
  }

  static void tell(Handle handle, long run) {
    handle
        .createQuery("SELECT pg_notify(:channel, :run)")
        .bind("channel", CHANNEL)
        .bind("run", Long.toString(run))
        .mapTo(String.class)
        .one();
  }
}
