package dev.lakehouse.pipeline.state;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.plan.RunPlan;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Begins runs for times that are past. Thread-safe. */
public final class BackfillStore {
  private final StateDatabase database;
  private final RunStore runs;
  private final RunPlans plans = new RunPlans();

  public BackfillStore(StateDatabase database, RunStore runs) {
    this.database = requireNonNull(database, "database is null");
    this.runs = requireNonNull(runs, "runs is null");
  }

  /**
   * What is wanted.
   *
   * @param mostRuns how many runs of the pipeline, those of backfills aside, go on at a time
   * @param times what the runs are about, one for each, in the order in which they wait
   * @param parallel how many of them go on at a time
   * @param again true for runs of their own, though there were such runs before
   */
  public record Request(
      RunPlan plan,
      int mostRuns,
      List<Instant> times,
      Map<String, String> parameters,
      int parallel,
      boolean again) {
    public Request {
      requireNonNull(plan, "plan is null");
      times = List.copyOf(times);
      parameters = Map.copyOf(parameters);
    }
  }

  /**
   * Makes the runs in one transaction, and lets the first of them begin.
   *
   * @return their ids, in the order of the times; times that had such a run, with the same
   *     parameters, are left out
   */
  public List<Long> create(Request request) {
    return database.inTransaction(handle -> {
      String pipeline = request.plan().pipeline();
      PipelineRows.lock(handle, pipeline, request.mostRuns());
      long backfill =
          handle
              .createQuery(
                  "INSERT INTO backfills (pipeline, parallel) VALUES (:pipeline, :parallel)"
                      + " RETURNING id")
              .bind("pipeline", pipeline)
              .bind("parallel", request.parallel())
              .mapTo(Long.class)
              .one();
      List<Long> made = makeRuns(handle, request, backfill);
      if (made.isEmpty()) {
        handle
            .createUpdate("DELETE FROM backfills WHERE id = :backfill")
            .bind("backfill", backfill)
            .execute();
        return made;
      }
      handle
          .createUpdate(
              """
              INSERT INTO steps (run_id, step, item, state)
              SELECT run, step, 0, 'WAITING' FROM unnest(:runs) AS r(run), unnest(:steps) AS s(step)\
              """)
          .bindArray("runs", Long.class, made)
          .bindArray("steps", String.class, request.plan().graph(Optional.empty()).names())
          .execute();
      runs.admit(handle, pipeline);
      return made;
    });
  }

  private List<Long> makeRuns(Handle handle, Request request, long backfill) {
    String parameters = JsonTexts.write(request.parameters());
    String prefix =
        request.again()
            ? "backfill " + UUID.randomUUID()
            // Runs with other parameters are others.
            : "backfill " + UUID.nameUUIDFromBytes(parameters.getBytes(StandardCharsets.UTF_8));
    return handle
        .createQuery(
            """
            INSERT INTO runs
              (pipeline, definition, state, trigger, trigger_key, logical_time, parameters, backfill)
            SELECT :pipeline, :definition, 'QUEUED', 'backfill', t.key, CAST(t.time AS timestamptz),
              CAST(:parameters AS jsonb), :backfill
            FROM unnest(:keys, :times) WITH ORDINALITY AS t(key, time, number) ORDER BY number
            ON CONFLICT (pipeline, trigger_key) DO NOTHING RETURNING id\
            """)
        .bind("pipeline", request.plan().pipeline())
        .bind("definition", plans.keep(handle, request.plan()))
        .bind("parameters", parameters)
        .bind("backfill", backfill)
        .bindArray(
            "keys",
            String.class,
            request.times().stream().map(time -> prefix + " " + time).toList())
        .bindArray("times", String.class, request.times().stream().map(Instant::toString).toList())
        .mapTo(Long.class)
        .list();
  }
}
