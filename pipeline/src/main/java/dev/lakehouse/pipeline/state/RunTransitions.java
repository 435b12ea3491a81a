package dev.lakehouse.pipeline.state;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.graph.RunGraph.Standing;
import dev.lakehouse.pipeline.graph.StepState;
import dev.lakehouse.pipeline.plan.FanOut;
import dev.lakehouse.pipeline.plan.PlannedStep;
import dev.lakehouse.pipeline.plan.RunPlan;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Moves one run on, in a transaction that holds the lock on its row: what waits is queued, skipped
 * or left, as the graph says, and what follows from that is done too, up to the end of the run.
 */
final class RunTransitions {
  private final Handle handle;
  private final InstantSource clock;
  private final long run;
  private final RunPlan plan;
  private final Map<String, String> parameters;
  private final boolean cancelling;
  private final List<StepQueue.Entry> queued = new ArrayList<>();

  RunTransitions(
      Handle handle,
      InstantSource clock,
      long run,
      RunPlan plan,
      Map<String, String> parameters,
      boolean cancelling) {
    this.handle = requireNonNull(handle, "handle is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.run = run;
    this.plan = requireNonNull(plan, "plan is null");
    this.parameters = Map.copyOf(parameters);
    this.cancelling = cancelling;
  }

  /** Goes on with the pipeline's own steps; true if the run has ended with that. */
  boolean settle() {
    Optional<String> own = Optional.empty();
    Map<String, Standing> standings = standings(own, 0);
    Map<String, StepState> changes = plan.graph(own).settle(standings);
    boolean again = false;
    for (Map.Entry<String, StepState> change : changes.entrySet()) {
      again |= become(new StepKey(run, change.getKey(), 0), change.getValue());
    }
    if (again) {
      return settle();
    }
    flush();
    return standings(own, 0).values().stream().allMatch(step -> step.state().isFinal());
  }

  /**
   * Goes on after a step of a fan-out has ended; true if the run has ended with that.
   *
   * @param ended the step, in its new state
   */
  boolean settle(StepKey ended, String fanOut, boolean failed) {
    return settleItem(fanOut, ended.item(), 1, failed ? 1 : 0) && settle();
  }

  /**
   * Goes on with an item of a fan-out; true if the fan-out has ended with that.
   *
   * @param ended how many of its steps have ended that are not counted yet
   * @param failed how many of those failed
   */
  private boolean settleItem(String fanOut, int item, int ended, int failed) {
    Optional<String> inner = Optional.of(fanOut);
    int over = ended;
    int failures = failed;
    for (Map.Entry<String, StepState> change :
        plan.graph(inner).settle(standings(inner, item)).entrySet()) {
      become(new StepKey(run, change.getKey(), item), change.getValue());
      over += change.getValue().isFinal() ? 1 : 0;
      failures += change.getValue().isFailure() ? 1 : 0;
    }
    flush();
    return countDown(fanOut, over, failures);
  }

  /** Leaves what has not begun; true if the run has ended with that. */
  boolean cancel() {
    handle
        .createUpdate(
            """
            UPDATE steps SET state = 'CANCELLED', ended_at = now()
            WHERE run_id = :run AND state IN ('WAITING', 'QUEUED', 'RETRYING')\
            """)
        .bind("run", run)
        .execute();
    for (PlannedStep fanOut : fanOuts()) {
      handle
          .createUpdate(
              """
              WITH running AS (
                SELECT count(*) AS steps FROM steps
                WHERE run_id = :run AND item > 0 AND step = ANY(:inner) AND state = 'RUNNING'
              )
              UPDATE steps SET open_steps = running.steps,
                state = CASE WHEN running.steps > 0 THEN state ELSE 'CANCELLED' END,
                ended_at = CASE WHEN running.steps > 0 THEN NULL ELSE now() END
              FROM running
              WHERE run_id = :run AND step = :step AND item = 0 AND state = 'RUNNING'\
              """)
          .bind("run", run)
          .bind("step", fanOut.name())
          .bindArray("inner", String.class, inner(fanOut))
          .execute();
    }
    return settle();
  }

  /** Waits again for what failed, was left, skipped or cancelled; false if there is nothing. */
  boolean waitAgain() {
    return handle
            .createUpdate(
                """
                UPDATE steps SET state = 'WAITING', failures = 0, ended_at = NULL
                WHERE run_id = :run
                  AND state IN ('FAILED', 'UPSTREAM_FAILED', 'CANCELLED', 'SKIPPED')\
                """)
            .bind("run", run)
            .execute()
        > 0;
  }

  /** Begins, or begins again; true if the run has ended with that. */
  boolean begin() {
    fanOuts().forEach(this::reopen);
    return settle();
  }

  private void reopen(PlannedStep fanOut) {
    List<Integer> items =
        handle
            .createQuery(
                """
                SELECT item FROM steps
                WHERE run_id = :run AND item > 0 AND step = ANY(:inner) AND state = 'WAITING'\
                """)
            .bind("run", run)
            .bindArray("inner", String.class, inner(fanOut))
            .mapTo(Integer.class)
            .list();
    if (items.isEmpty()) {
      return;
    }
    handle
        .createUpdate(
            """
            UPDATE steps SET state = 'RUNNING', open_steps = :open, failed_steps = 0,
              ended_at = NULL
            WHERE run_id = :run AND step = :step AND item = 0\
            """)
        .bind("open", items.size())
        .bind("run", run)
        .bind("step", fanOut.name())
        .execute();
    for (int item : Set.copyOf(items)) {
      settleItem(fanOut.name(), item, 0, 0);
    }
  }

  private List<PlannedStep> fanOuts() {
    return plan.steps().stream().filter(step -> step.each().isPresent()).toList();
  }

  private List<String> inner(PlannedStep fanOut) {
    return plan.graph(Optional.of(fanOut.name())).names();
  }

  /** True if all steps of the fan-out have ended. */
  private boolean countDown(String fanOut, int over, int failures) {
    return handle
            .createQuery(
                """
                UPDATE steps SET
                  open_steps = open_steps - :over,
                  failed_steps = failed_steps + :failures,
                  state = CASE
                    WHEN open_steps > :over THEN state
                    WHEN :cancelling THEN 'CANCELLED'
                    WHEN failed_steps + :failures > 0 THEN 'FAILED'
                    ELSE 'SUCCESS' END,
                  ended_at = CASE WHEN open_steps > :over THEN NULL ELSE clock_timestamp() END
                WHERE run_id = :run AND step = :step AND item = 0
                RETURNING open_steps\
                """)
            .bind("over", over)
            .bind("failures", failures)
            .bind("cancelling", cancelling)
            .bind("run", run)
            .bind("step", fanOut)
            .mapTo(Integer.class)
            .one()
        == 0;
  }

  private Map<String, Standing> standings(Optional<String> fanOut, int item) {
    Map<String, Standing> standings = new LinkedHashMap<>();
    handle
        .createQuery(
            "SELECT step, state, idle FROM steps"
                + " WHERE run_id = :run AND item = :item AND step = ANY(:names)")
        .bind("run", run)
        .bind("item", item)
        .bindArray("names", String.class, plan.graph(fanOut).names())
        .map((row, context) ->
            Map.entry(
                row.getString(1),
                new Standing(StepState.valueOf(row.getString(2)), row.getBoolean(3))))
        .forEach(entry -> standings.put(entry.getKey(), entry.getValue()));
    return standings;
  }

  /** Gives a step its new state; true if it has already ended with that, and others may go on. */
  private boolean become(StepKey key, StepState state) {
    PlannedStep step = plan.step(key.step());
    if (state == StepState.QUEUED && step.each().isPresent()) {
      return spread(key, values(step.each().get()));
    }
    set(key, state);
    if (state == StepState.QUEUED) {
      queued.add(
          new StepQueue.Entry(
              StepTicket.next(handle, key), step.tag(), step.pool(), clock.instant()));
    }
    return false;
  }

  private void set(StepKey key, StepState state) {
    handle
        .createUpdate(
            "UPDATE steps SET state = :state, ended_at = CASE WHEN :over THEN clock_timestamp() END"
                + " WHERE run_id = :run AND step = :step AND item = :item")
        .bind("state", state.name())
        .bind("over", state.isFinal())
        .bind("run", run)
        .bind("step", key.step())
        .bind("item", key.item())
        .execute();
  }

  private List<String> values(FanOut each) {
    return switch (each) {
      case FanOut.Values(List<String> values) -> values;
      case FanOut.OutputsOf(String step) ->
          handle
              .createQuery(
                  "SELECT jsonb_array_elements_text(outputs) FROM steps"
                      + " WHERE run_id = :run AND step = :step AND item = 0")
              .bind("run", run)
              .bind("step", step)
              .mapTo(String.class)
              .list();
      case FanOut.Parameter(String name) -> {
        String text = parameters.getOrDefault(name, "");
        yield text.isBlank() ? List.of() : List.of(text.strip().split("\\s*,\\s*"));
      }
    };
  }

  /** Makes the steps of a fan-out; true if there are none. */
  private boolean spread(StepKey fanOut, List<String> values) {
    List<PlannedStep> inner =
        plan.graph(Optional.of(fanOut.step())).names().stream().map(plan::step).toList();
    handle
        .createUpdate(
            """
            UPDATE steps SET state = :state, idle = :empty, open_steps = :open, failed_steps = 0,
              started_at = clock_timestamp(), ended_at = CASE WHEN :empty THEN clock_timestamp() END
            WHERE run_id = :run AND step = :step AND item = 0\
            """)
        .bind("state", (values.isEmpty() ? StepState.SUCCESS : StepState.RUNNING).name())
        .bind("empty", values.isEmpty())
        .bind("open", values.size() * inner.size())
        .bind("run", run)
        .bind("step", fanOut.step())
        .execute();
    if (values.isEmpty()) {
      return true;
    }
    for (PlannedStep step : inner) {
      boolean first = step.needs().isEmpty();
      handle
          .createUpdate(
              """
              INSERT INTO steps (run_id, step, item, value, state, ticket)
              SELECT :run, :step, number, value, :state, :ticket
              FROM unnest(:values) WITH ORDINALITY AS list(value, number)\
              """)
          .bind("run", run)
          .bind("step", step.name())
          .bind("state", (first ? StepState.QUEUED : StepState.WAITING).name())
          .bind("ticket", first ? 1 : 0)
          .bindArray("values", String.class, values)
          .execute();
      if (first) {
        for (int item = 1; item <= values.size(); item++) {
          queued.add(
              new StepQueue.Entry(
                  new StepTicket(new StepKey(run, step.name(), item), 1),
                  step.tag(),
                  step.pool(),
                  clock.instant()));
        }
      }
    }
    return false;
  }

  private void flush() {
    StepQueue.add(handle, queued);
    queued.clear();
  }
}
