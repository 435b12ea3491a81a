package dev.lakehouse.pipeline.state;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.pipeline.schedule.Schedule;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Which pipelines there are, when each is due, and whether it is paused. Thread-safe. */
public final class PipelineStore {
  private static final int AT_A_TIME = 100;

  private final StateDatabase database;
  private final RunStore runs;
  private final InstantSource clock;

  public PipelineStore(StateDatabase database, RunStore runs, InstantSource clock) {
    this.database = requireNonNull(database, "database is null");
    this.runs = requireNonNull(runs, "runs is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /**
   * A pipeline as a project declares it.
   *
   * @param mostRuns how many of its runs go on at a time
   */
  public record Declared(String name, int mostRuns, Optional<Schedule> schedule) {
    public Declared {
      requireNonNull(name, "name is null");
      requireNonNull(schedule, "schedule is null");
    }
  }

  /**
   * Takes over what a project declares. A schedule that is new or another counts from now; one that
   * is as it was goes on where it is.
   *
   * @param broken pipelines that the project has and nobody can read now: what is remembered of
   *     them stays, and they wait
   */
  public void declare(List<Declared> pipelines, Collection<String> broken) {
    Instant now = clock.instant();
    List<String> present = new ArrayList<>(broken);
    pipelines.forEach(pipeline -> present.add(pipeline.name()));
    database.useTransaction(handle -> {
      handle
          .createUpdate("UPDATE pipelines SET present = false WHERE NOT name = ANY(:names)")
          .bindArray("names", String.class, present)
          .execute();
      try (PreparedBatch batch =
          handle.prepareBatch(
              """
              INSERT INTO pipelines (name, most_runs, schedule, next_at)
              VALUES (:name, :most, :schedule, :next)
              ON CONFLICT (name) DO UPDATE SET present = true, most_runs = EXCLUDED.most_runs,
                schedule = EXCLUDED.schedule,
                next_at = CASE
                  WHEN pipelines.schedule = EXCLUDED.schedule THEN pipelines.next_at
                  ELSE EXCLUDED.next_at END\
              """)) {
        for (Declared pipeline : pipelines) {
          batch
              .bind("name", pipeline.name())
              .bind("most", pipeline.mostRuns())
              .bind("schedule", pipeline.schedule().map(Schedule::toString).orElse(null))
              .bind("next", pipeline.schedule().map(schedule -> schedule.next(now)).orElse(null))
              .add();
        }
        if (batch.size() > 0) {
          batch.execute();
        }
      }
    });
  }

  /**
   * Pauses a pipeline, or lets it go on: while it is paused it has no runs but those that somebody
   * asks for.
   *
   * @return false if it was so already
   * @throws LakehouseException NOT_FOUND if there is no such pipeline
   */
  public boolean pause(String name, boolean paused) {
    return database.inTransaction(handle -> {
      boolean before =
          handle
              .createQuery("SELECT paused FROM pipelines WHERE name = :name FOR UPDATE")
              .bind("name", name)
              .mapTo(Boolean.class)
              .findOne()
              .orElseThrow(() ->
                  LakehouseException.of(
                      ErrorCode.NOT_FOUND, "there is no pipeline '%s'".formatted(name)));
      handle
          .createUpdate("UPDATE pipelines SET paused = :paused WHERE name = :name")
          .bind("paused", paused)
          .bind("name", name)
          .execute();
      return before != paused;
    });
  }

  /**
   * A pipeline, as it is remembered.
   *
   * @param broken the project has it, but it cannot be used: it has no runs
   * @param schedule as people write it; empty if it has none
   * @param next when it is due; empty if it has no schedule
   * @param lastState how its youngest run stands; empty if it had none
   * @param lastRun when that was made
   */
  public record PipelineRecord(
      String name,
      boolean paused,
      boolean broken,
      Optional<String> schedule,
      Optional<Instant> next,
      Optional<RunState> lastState,
      Optional<Instant> lastRun) {
    public PipelineRecord {
      requireNonNull(name, "name is null");
      requireNonNull(schedule, "schedule is null");
      requireNonNull(next, "next is null");
      requireNonNull(lastState, "lastState is null");
      requireNonNull(lastRun, "lastRun is null");
    }

    /** A pipeline that was broken whenever it was seen. */
    public static PipelineRecord neverSound(String name) {
      return new PipelineRecord(
          name,
          false,
          true,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }

    /** The same, now broken. */
    public PipelineRecord asBroken() {
      return new PipelineRecord(name, paused, true, schedule, next, lastState, lastRun);
    }
  }

  /** The pipelines that the project has, by name. */
  public List<PipelineRecord> list() {
    return database.inTransaction(handle ->
        handle
            .createQuery(
                """
                SELECT p.name, p.paused, p.schedule, p.next_at, last.state, last.created_at
                FROM pipelines p LEFT JOIN LATERAL (
                  SELECT state, created_at FROM runs r WHERE r.pipeline = p.name
                  ORDER BY id DESC LIMIT 1) AS last ON true
                WHERE p.present ORDER BY p.name\
                """)
            .map((row, context) ->
                new PipelineRecord(
                    row.getString("name"),
                    row.getBoolean("paused"),
                    false,
                    Rows.text(row, "schedule"),
                    Rows.time(row, "next_at"),
                    Rows.text(row, "state").map(RunState::valueOf),
                    Rows.time(row, "created_at")))
            .list());
  }

  /** What a schedule makes: the runs of one pipeline, at the times that are due. */
  public record Timetable(Schedule schedule, Function<Instant, RunStart> start) {
    public Timetable {
      requireNonNull(schedule, "schedule is null");
      requireNonNull(start, "start is null");
    }
  }

  /**
   * Begins the runs that are due, each once, however many processes ask.
   *
   * @param timetables by the pipeline's name; others are left to processes that know them
   * @return when the next is due
   */
  public Optional<Instant> beginDue(Map<String, Timetable> timetables) {
    Instant now = clock.instant();
    database.useTransaction(handle -> {
      for (Due due : due(handle, now, timetables.keySet())) {
        begin(handle, due, timetables.get(due.name()), now);
      }
    });
    return database.inTransaction(handle ->
        handle
            .createQuery(
                "SELECT min(next_at) FROM pipelines"
                    + " WHERE present AND NOT paused AND name = ANY(:names)")
            .bindArray("names", String.class, new ArrayList<>(timetables.keySet()))
            .mapTo(Instant.class)
            .findOne());
  }

  private record Due(String name, Instant next) {}

  private static List<Due> due(Handle handle, Instant now, Collection<String> names) {
    return handle
        .createQuery(
            """
            SELECT name, next_at FROM pipelines
            WHERE present AND NOT paused AND next_at <= :now AND name = ANY(:names)
            ORDER BY next_at LIMIT :most FOR UPDATE SKIP LOCKED\
            """)
        .bind("now", now)
        .bindArray("names", String.class, new ArrayList<>(names))
        .bind("most", AT_A_TIME)
        .map((row, context) ->
            new Due(row.getString("name"), Rows.time(row, "next_at").orElseThrow()))
        .list();
  }

  private void begin(Handle handle, Due due, Timetable timetable, Instant now) {
    Schedule.Due times = timetable.schedule().due(due.next(), now);
    for (Instant time : times.times()) {
      RunStart start = timetable.start().apply(time);
      runs.create(handle, start.plan(), start.request());
    }
    handle
        .createUpdate("UPDATE pipelines SET next_at = :next WHERE name = :name")
        .bind("next", times.next())
        .bind("name", due.name())
        .execute();
  }
}
