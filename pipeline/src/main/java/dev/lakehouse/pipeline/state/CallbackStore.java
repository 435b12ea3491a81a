package dev.lakehouse.pipeline.state;

import static java.util.Objects.requireNonNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * The queue of callbacks. What tells of a run's end is queued by the transaction that ends it.
 * Thread-safe.
 */
public final class CallbackStore {
  private final StateDatabase database;

  public CallbackStore(StateDatabase database) {
    this.database = requireNonNull(database, "database is null");
  }

  /**
   * Whom a pipeline wants to tell.
   *
   * @param kinds the kind of each callback, by what it is told of
   * @param lateAfter how long after its time a run is late
   */
  public record Declared(
      String pipeline, Map<CallbackEvent, List<String>> kinds, Optional<Duration> lateAfter) {
    public Declared {
      requireNonNull(pipeline, "pipeline is null");
      kinds = Map.copyOf(kinds);
      requireNonNull(lateAfter, "lateAfter is null");
    }
  }

  /** Takes over what a project declares, of pipelines that are there; others have no callbacks. */
  public void declare(List<Declared> pipelines) {
    database.useTransaction(handle -> {
      // Two processes that begin at once would insert the same rows.
      handle.execute("LOCK TABLE pipeline_callbacks IN SHARE ROW EXCLUSIVE MODE");
      handle.execute("DELETE FROM pipeline_callbacks");
      handle.execute("UPDATE pipelines SET late_seconds = NULL WHERE late_seconds IS NOT NULL");
      for (Declared pipeline : pipelines) {
        declare(handle, pipeline);
      }
    });
  }

  private static void declare(Handle handle, Declared pipeline) {
    pipeline
        .lateAfter()
        .ifPresent(after ->
            handle
                .createUpdate("UPDATE pipelines SET late_seconds = :after WHERE name = :pipeline")
                .bind("after", after.toSeconds())
                .bind("pipeline", pipeline.pipeline())
                .execute());
    try (PreparedBatch batch =
        handle.prepareBatch(
            "INSERT INTO pipeline_callbacks (pipeline, event, position, kind)"
                + " VALUES (:pipeline, :event, :position, :kind)")) {
      pipeline
          .kinds()
          .forEach((event, kinds) -> {
            for (int position = 0; position < kinds.size(); position++) {
              batch
                  .bind("pipeline", pipeline.pipeline())
                  .bind("event", event.name())
                  .bind("position", position)
                  .bind("kind", kinds.get(position))
                  .add();
            }
          });
      if (batch.size() > 0) {
        batch.execute();
      }
    }
  }

  /**
   * Queues what is to be told of runs that are late, and of runs of a schedule that nobody began.
   * Each is told of once.
   */
  public void queueLate(Instant now) {
    database.useTransaction(handle ->
        handle
            .createUpdate(
                """
                WITH late AS (
                  SELECT p.name, r.id, CASE WHEN r.trigger = 'schedule'
                    THEN 'time ' || extract(epoch FROM r.logical_time) ELSE 'run ' || r.id END
                    AS occasion, at.expected
                  FROM pipelines p
                  JOIN runs r ON r.pipeline = p.name
                    AND r.state IN ('QUEUED', 'RUNNING', 'CANCELLING')
                  CROSS JOIN LATERAL (SELECT CASE WHEN r.trigger = 'schedule'
                    THEN r.logical_time ELSE r.created_at END AS expected) AS at
                  WHERE p.late_seconds IS NOT NULL
                    AND at.expected + p.late_seconds * interval '1 second' < :now
                  UNION ALL
                  SELECT name, NULL, 'time ' || extract(epoch FROM next_at), next_at
                  FROM pipelines
                  WHERE late_seconds IS NOT NULL AND present AND NOT paused
                    AND next_at + late_seconds * interval '1 second' < :now
                )
                INSERT INTO callbacks (pipeline, event, position, kind, run_id, occasion, expected_at)
                SELECT c.pipeline, c.event, c.position, c.kind, late.id, late.occasion, late.expected
                FROM late JOIN pipeline_callbacks c ON c.pipeline = late.name AND c.event = 'LATE'
                ON CONFLICT DO NOTHING\
                """)
            .bind("now", now)
            .execute());
  }

  /** Queues what is to be told of a run that has just ended, if the transaction is committed. */
  static void queueEnd(Handle handle, long run) {
    handle
        .createUpdate(
            """
            INSERT INTO callbacks (pipeline, event, position, kind, run_id, step, error, remedy)
            SELECT c.pipeline, c.event, c.position, c.kind, r.id, f.step, f.error, f.remedy
            FROM runs r
            JOIN pipeline_callbacks c ON c.pipeline = r.pipeline
              AND c.event = CASE r.state WHEN 'SUCCESS' THEN 'SUCCESS' WHEN 'FAILED' THEN 'FAILURE' END
            LEFT JOIN LATERAL (
              SELECT s.step || COALESCE(' ' || s.value, '') AS step, a.error, a.remedy
              FROM steps s JOIN attempts a ON a.id = s.attempt
              WHERE s.run_id = r.id AND s.state = 'FAILED' AND r.state = 'FAILED'
              ORDER BY a.id LIMIT 1) AS f ON true
            WHERE r.id = :run\
            """)
        .bind("run", run)
        .execute();
  }

  /**
   * A callback that is to be sent.
   *
   * @param id the same for every try
   * @param position which of the pipeline's callbacks for this event it is, from 0
   * @param run empty if it never began
   * @param trigger what began the run; empty as the run
   * @param time the time that the run is about, or that it was expected at
   * @param expected of lateness: since when it was expected
   * @param step the first step that failed
   * @param tries which try this is, from 1
   */
  public record Pending(
      UUID id,
      String pipeline,
      CallbackEvent event,
      int position,
      String kind,
      OptionalLong run,
      Optional<String> trigger,
      Instant time,
      Optional<Instant> expected,
      Optional<String> step,
      Optional<String> error,
      Optional<String> remedy,
      int tries) {
    public Pending {
      requireNonNull(id, "id is null");
      requireNonNull(pipeline, "pipeline is null");
      requireNonNull(event, "event is null");
      requireNonNull(kind, "kind is null");
      requireNonNull(time, "time is null");
    }
  }

  /**
   * Takes callbacks that are due, for a try of each.
   *
   * @param pipelines those that the caller knows
   * @param most how many at most
   * @param lease for how long nobody else takes them
   */
  public List<Pending> take(List<String> pipelines, int most, Duration lease) {
    return database.inTransaction(handle ->
        handle
            .createQuery(
                """
                WITH taken AS (
                  UPDATE callbacks SET attempts = attempts + 1,
                    due_at = now() + :lease * interval '1 millisecond'
                  WHERE id IN (
                    SELECT id FROM callbacks
                    WHERE state = 'PENDING' AND due_at <= now() AND pipeline = ANY(:pipelines)
                    ORDER BY due_at LIMIT :most FOR UPDATE SKIP LOCKED)
                  RETURNING *
                )
                SELECT taken.*, r.trigger, COALESCE(r.logical_time, taken.expected_at) AS time
                FROM taken LEFT JOIN runs r ON r.id = taken.run_id ORDER BY taken.created_at\
                """)
            .bind("lease", lease.toMillis())
            .bindArray("pipelines", String.class, pipelines)
            .bind("most", most)
            .map((row, context) -> pending(row))
            .list());
  }

  private static Pending pending(ResultSet row) throws SQLException {
    return new Pending(
        row.getObject("id", UUID.class),
        row.getString("pipeline"),
        CallbackEvent.valueOf(row.getString("event")),
        row.getInt("position"),
        row.getString("kind"),
        Rows.number(row, "run_id"),
        Rows.text(row, "trigger"),
        row.getTimestamp("time").toInstant(),
        Rows.time(row, "expected_at"),
        Rows.text(row, "step"),
        Rows.text(row, "error"),
        Rows.text(row, "remedy"),
        row.getInt("attempts"));
  }

  /** It was sent. */
  public void sent(UUID id) {
    end(id, "SENT", Optional.empty());
  }

  /** It will not be sent. */
  public void giveUp(UUID id, String problem) {
    end(id, "GIVEN_UP", Optional.of(problem));
  }

  private void end(UUID id, String state, Optional<String> problem) {
    database.useTransaction(handle ->
        handle
            .createUpdate(
                "UPDATE callbacks SET state = :state, problem = :problem, ended_at = now()"
                    + " WHERE id = :id")
            .bind("state", state)
            .bind("problem", problem.orElse(null))
            .bind("id", id)
            .execute());
  }

  /** It was not sent, and is tried again after a while. */
  public void again(UUID id, Duration delay, String problem) {
    database.useTransaction(handle ->
        handle
            .createUpdate(
                """
                UPDATE callbacks SET problem = :problem,
                  due_at = now() + :delay * interval '1 millisecond'
                WHERE id = :id\
                """)
            .bind("problem", problem)
            .bind("delay", delay.toMillis())
            .bind("id", id)
            .execute());
  }
}
