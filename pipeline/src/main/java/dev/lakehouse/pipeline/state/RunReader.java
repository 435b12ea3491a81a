package dev.lakehouse.pipeline.state;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.pipeline.graph.StepState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads what is remembered of runs. Thread-safe. */
public final class RunReader {
  private final StateDatabase database;

  public RunReader(StateDatabase database) {
    this.database = requireNonNull(database, "database is null");
  }

  /**
   * Which runs are wanted, the youngest first.
   *
   * @param before only those with a smaller id, to turn pages
   * @param most how many
   */
  public record Filter(
      Optional<String> pipeline, Optional<RunState> state, OptionalLong before, int most) {
    public Filter {
      requireNonNull(pipeline, "pipeline is null");
      requireNonNull(state, "state is null");
      requireNonNull(before, "before is null");
    }
  }

  /** The runs that are wanted. */
  public List<RunRecord> list(Filter filter) {
    String conditions =
        filter.pipeline().map(name -> " AND pipeline = :pipeline").orElse("")
            + filter.state().map(state -> " AND state = :state").orElse("")
            + (filter.before().isPresent() ? " AND id < :before" : "");
    return database.inTransaction(handle -> {
      var query =
          handle.createQuery(
              "SELECT * FROM runs WHERE true" + conditions + " ORDER BY id DESC LIMIT :most");
      filter.pipeline().ifPresent(name -> query.bind("pipeline", name));
      filter.state().ifPresent(state -> query.bind("state", state.name()));
      filter.before().ifPresent(before -> query.bind("before", before));
      return query.bind("most", filter.most()).map((row, context) -> run(row)).list();
    });
  }

  /**
   * A run.
   *
   * @throws LakehouseException NOT_FOUND if there is none
   */
  public RunRecord run(long id) {
    return database.inTransaction(handle ->
        handle
            .createQuery("SELECT * FROM runs WHERE id = :run")
            .bind("run", id)
            .map((row, context) -> run(row))
            .findOne()
            .orElseThrow(() -> RunStore.noSuchRun(id)));
  }

  /** The steps of a run, those of fan-outs after them. */
  public List<StepRecord> steps(long run) {
    return database.inTransaction(handle ->
        handle
            .createQuery(
                """
                SELECT s.*, a.worker, a.rows_in, a.rows_out, a.snapshot_id, a.summary, a.notes,
                  a.code, a.error, a.remedy
                FROM steps s LEFT JOIN attempts a ON a.id = s.attempt
                WHERE s.run_id = :run ORDER BY s.item, s.started_at NULLS LAST, s.step\
                """)
            .bind("run", run)
            .map((row, context) -> step(row))
            .list());
  }

  /** Every attempt of every step of a run, in the order in which they began. */
  public List<StepAttempt> attempts(long run) {
    return database.inTransaction(handle ->
        handle
            .createQuery("SELECT * FROM attempts WHERE run_id = :run ORDER BY id")
            .bind("run", run)
            .map((row, context) -> attempt(row))
            .list());
  }

  private static StepAttempt attempt(ResultSet row) throws SQLException {
    return new StepAttempt(
        new StepKey(row.getLong("run_id"), row.getString("step"), row.getInt("item")),
        row.getInt("number"),
        row.getString("worker"),
        StepAttempt.AttemptState.valueOf(row.getString("state")),
        row.getTimestamp("started_at").toInstant(),
        Rows.time(row, "ended_at"),
        Rows.number(row, "rows_in"),
        Rows.number(row, "rows_out"),
        Rows.number(row, "snapshot_id"),
        Rows.text(row, "summary"),
        Rows.text(row, "notes").map(JsonTexts::list).orElse(List.of()),
        Rows.text(row, "code").map(ErrorCode::valueOf),
        Rows.text(row, "error"),
        Rows.text(row, "remedy"));
  }

  /** A step of the runs of a pipeline. */
  public record StepOf(String pipeline, String step) {
    public StepOf {
      requireNonNull(pipeline, "pipeline is null");
      requireNonNull(step, "step is null");
    }
  }

  /**
   * How steps went in the runs of their pipelines, the youngest first. Of each pipeline only the
   * youngest 1,000 runs are looked at.
   *
   * @param most how many
   */
  public List<StepRecord> history(Collection<StepOf> wanted, int most) {
    return database.inTransaction(handle ->
        handle
            .createQuery(
                """
                SELECT s.*, a.worker, a.rows_in, a.rows_out, a.snapshot_id, a.summary, a.notes,
                  a.code, a.error, a.remedy
                FROM unnest(:pipelines, :steps) AS wanted(pipeline, step)
                CROSS JOIN LATERAL (
                  SELECT id FROM runs WHERE pipeline = wanted.pipeline
                  ORDER BY id DESC LIMIT 1000) AS r
                JOIN steps s ON s.run_id = r.id AND s.step = wanted.step
                LEFT JOIN attempts a ON a.id = s.attempt
                ORDER BY s.run_id DESC, s.item LIMIT :most\
                """)
            .bindArray("pipelines", String.class, wanted.stream().map(StepOf::pipeline).toList())
            .bindArray("steps", String.class, wanted.stream().map(StepOf::step).toList())
            .bind("most", most)
            .map((row, context) -> step(row))
            .list());
  }

  private static RunRecord run(ResultSet row) throws SQLException {
    return new RunRecord(
        row.getLong("id"),
        row.getString("pipeline"),
        RunState.valueOf(row.getString("state")),
        row.getString("trigger"),
        row.getTimestamp("logical_time").toInstant(),
        JsonTexts.map(row.getString("parameters")),
        row.getTimestamp("created_at").toInstant(),
        Rows.time(row, "started_at"),
        Rows.time(row, "ended_at"),
        Rows.text(row, "error"));
  }

  private static StepRecord step(ResultSet row) throws SQLException {
    return new StepRecord(
        new StepKey(row.getLong("run_id"), row.getString("step"), row.getInt("item")),
        Rows.text(row, "value"),
        StepState.valueOf(row.getString("state")),
        row.getBoolean("idle"),
        row.getInt("attempts"),
        Rows.text(row, "progress"),
        Rows.time(row, "started_at"),
        Rows.time(row, "ended_at"),
        Rows.text(row, "worker"),
        Rows.number(row, "rows_in"),
        Rows.number(row, "rows_out"),
        Rows.number(row, "snapshot_id"),
        Rows.text(row, "summary"),
        Rows.text(row, "notes").map(JsonTexts::list).orElse(List.of()),
        Rows.text(row, "code").map(ErrorCode::valueOf),
        Rows.text(row, "error"),
        Rows.text(row, "remedy"));
  }
}
