package dev.lakehouse.pipeline.sensor;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.state.RunStart;
import dev.lakehouse.pipeline.state.RunStore;
import dev.lakehouse.pipeline.state.StateDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * What sensors have seen, and the runs that they begin: what was seen and the run are written in
 * one transaction, under the lock of the pipeline's row, so that what happens has its run once,
 * however many processes look. Thread-safe.
 */
public final class SensorStore {
  /** After this time a look that has not ended is taken for lost, and another process looks. */
  static final Duration LONGEST_LOOK = Duration.ofMinutes(5);

  private final StateDatabase database;
  private final RunStore runs;
  private final InstantSource clock;

  public SensorStore(StateDatabase database, RunStore runs, InstantSource clock) {
    this.database = requireNonNull(database, "database is null");
    this.runs = requireNonNull(runs, "runs is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /**
   * Takes over which sensors there are; all are to look at once. One that watches something else
   * than before has seen nothing of it.
   */
  void declare(Map<SensorId, Sensor> sensors) {
    database.useTransaction(handle -> {
      named(
              handle.createUpdate(
                  """
                  UPDATE sensors s SET present = false, next_at = NULL
                  WHERE NOT EXISTS (
                    SELECT FROM unnest(:pipelines, :names) AS n(pipeline, name)
                    WHERE n.pipeline = s.pipeline AND n.name = s.name)\
                  """),
              sensors.keySet())
          .execute();
      sensors.forEach((id, sensor) -> declare(handle, id, sensor));
    });
  }

  private void declare(Handle handle, SensorId id, Sensor sensor) {
    for (String table : List.of("sensor_objects", "sensor_ends")) {
      bind(
              handle.createUpdate(
                  """
                  DELETE FROM %s m USING sensors s
                  WHERE s.pipeline = :pipeline AND s.name = :name AND s.watches <> :watches
                    AND m.pipeline = s.pipeline AND m.sensor = s.name\
                  """
                      .formatted(table)),
              id)
          .bind("watches", sensor.watch().text())
          .execute();
    }
    Optional<Watch.Ends> ends =
        sensor.watch() instanceof Watch.Ends found ? Optional.of(found) : Optional.empty();
    bind(
            handle.createUpdate(
                """
                INSERT INTO sensors (pipeline, name, watches, every, next_at, upstream, states)
                VALUES (:pipeline, :name, :watches, make_interval(secs => :every), :next,
                  :upstream, :states)
                ON CONFLICT (pipeline, name) DO UPDATE SET present = true,
                  watches = EXCLUDED.watches, every = EXCLUDED.every, next_at = EXCLUDED.next_at,
                  upstream = EXCLUDED.upstream, states = EXCLUDED.states,
                  looks = sensors.looks + 1,
                  seen = CASE WHEN sensors.watches = EXCLUDED.watches THEN sensors.seen END,
                  error = CASE WHEN sensors.watches = EXCLUDED.watches THEN sensors.error END\
                """),
            id)
        .bind("watches", sensor.watch().text())
        .bind("every", sensor.every().map(every -> every.toMillis() / 1e3).orElse(null))
        .bind("next", sensor.every().map(_ -> clock.instant()).orElse(null))
        .bind("upstream", ends.map(Watch.Ends::pipeline).orElse(null))
        .bindArray(
            "states",
            String.class,
            ends.stream().flatMap(found -> found.states().stream()).map(Enum::name).toList())
        .execute();
  }

  /**
   * A look that this process is to make.
   *
   * @param number the number of the sensor's looks so far; the result of another one is too old
   * @param begun when, by PostgreSQL's clock
   */
  record Look(SensorId id, long number, Instant begun) {}

  /**
   * What is to be looked at.
   *
   * @param next when there is more to look at
   */
  record Due(List<Look> looks, Optional<Instant> next) {}

  /**
   * Begins the looks that are due; no other process makes them too.
   *
   * @param sensors those that this process could look at now
   */
  Due begin(Collection<SensorId> sensors) {
    Instant now = clock.instant();
    return database.inTransaction(handle -> {
      List<Look> looks =
          named(
                  handle.createQuery(
                      """
                      WITH due AS MATERIALIZED (
                        SELECT s.pipeline, s.name
                        FROM sensors s JOIN pipelines p ON p.name = s.pipeline
                          JOIN unnest(:pipelines, :names) AS n(pipeline, name)
                            ON n.pipeline = s.pipeline AND n.name = s.name
                        WHERE s.present AND p.present AND NOT p.paused AND s.next_at <= :now
                        FOR NO KEY UPDATE OF s SKIP LOCKED
                      )
                      UPDATE sensors s SET looks = looks + 1, next_at = :lost
                      FROM due WHERE s.pipeline = due.pipeline AND s.name = due.name
                      RETURNING s.pipeline, s.name, s.looks, clock_timestamp() AS begun\
                      """),
                  sensors)
              .bind("now", now)
              .bind("lost", now.plus(LONGEST_LOOK))
              .map((row, context) ->
                  new Look(
                      new SensorId(row.getString("pipeline"), row.getString("name")),
                      row.getLong("looks"),
                      row.getTimestamp("begun").toInstant()))
              .list();
      Optional<Instant> next =
          named(
                  handle.createQuery(
                      """
                      SELECT min(s.next_at) FROM sensors s JOIN pipelines p ON p.name = s.pipeline
                        JOIN unnest(:pipelines, :names) AS n(pipeline, name)
                          ON n.pipeline = s.pipeline AND n.name = s.name
                      WHERE s.present AND p.present AND NOT p.paused\
                      """),
                  sensors)
              .mapTo(Instant.class)
              .findOne();
      return new Due(looks, next);
    });
  }

  /**
   * What is remembered of a sensor, under the lock.
   *
   * @param lastObjects how many objects its last run is about
   */
  record Memory(Optional<String> seen, OptionalLong lastRun, int lastObjects) {}

  /** Does something under the lock of a pipeline that may have runs by itself. */
  <T> Optional<T> locked(SensorId id, BiFunction<Handle, Memory, T> work) {
    return database.inTransaction(handle ->
        memory(handle, id, OptionalLong.empty()).map(memory -> work.apply(handle, memory)));
  }

  /**
   * Ends a look that succeeded. Nothing is done if the pipeline was paused meanwhile, or the look
   * was taken for lost.
   */
  <T> Optional<T> end(Look look, BiFunction<Handle, Memory, T> work) {
    return database.inTransaction(handle -> {
      Optional<T> done =
          memory(handle, look.id(), OptionalLong.of(look.number()))
              .map(memory -> work.apply(handle, memory));
      bind(
              handle.createUpdate(
                  """
                  UPDATE sensors SET error = NULL,
                    looked_at = CASE WHEN :done THEN CAST(:now AS timestamptz) ELSE looked_at END,
                    next_at = CAST(:now AS timestamptz)
                      + CASE WHEN :done THEN every ELSE INTERVAL '0' END
                  WHERE pipeline = :pipeline AND name = :name AND looks = :number\
                  """),
              look.id())
          .bind("done", done.isPresent())
          .bind("now", clock.instant())
          .bind("number", look.number())
          .execute();
      return done;
    });
  }

  /**
   * Ends a look that failed.
   *
   * @param seen what counts as seen if nothing was seen yet
   * @return true if the look before had not failed like that
   */
  boolean failed(Look look, String error, Optional<String> seen) {
    return database.inTransaction(handle ->
        bind(
                handle.createQuery(
                    """
                    WITH before AS (
                      SELECT error FROM sensors
                      WHERE pipeline = :pipeline AND name = :name AND looks = :number FOR NO KEY UPDATE
                    )
                    UPDATE sensors SET error = :error, looked_at = :now, seen = COALESCE(seen, :seen),
                      next_at = CAST(:now AS timestamptz) + every
                    FROM before
                    WHERE pipeline = :pipeline AND name = :name AND looks = :number
                    RETURNING before.error IS DISTINCT FROM :error\
                    """),
                look.id())
            .bind("error", error)
            .bind("seen", seen.orElse(null))
            .bind("now", clock.instant())
            .bind("number", look.number())
            .mapTo(Boolean.class)
            .findOne()
            .orElse(false));
  }

  /**
   * Ends a look at something that has a state.
   *
   * @param seen its state now
   * @param change the run that follows from what it was before, which is empty at the first look
   */
  void seen(Look look, String seen, Function<Optional<String>, Optional<RunStart>> change) {
    end(
        look,
        (handle, memory) -> {
          bind(
                  handle.createUpdate(
                      "UPDATE sensors SET seen = :seen WHERE pipeline = :pipeline AND name = :name"),
                  look.id())
              .bind("seen", seen)
              .execute();
          change.apply(memory.seen()).ifPresent(start -> create(handle, look.id(), start, 0));
          return true;
        });
  }

  /** Begins a run under the lock; empty if there was one with its key. */
  OptionalLong create(Handle handle, SensorId id, RunStart start, int objects) {
    OptionalLong run = runs.create(handle, start.plan(), start.request());
    run.ifPresent(begun -> note(handle, id, begun, objects));
    return run;
  }

  /** Notes down which run a sensor has begun. */
  void note(Handle handle, SensorId id, long run, int objects) {
    bind(
            handle.createUpdate(
                "UPDATE sensors SET last_run = :run, last_objects = :objects"
                    + " WHERE pipeline = :pipeline AND name = :name"),
            id)
        .bind("run", run)
        .bind("objects", objects)
        .execute();
  }

  private static Optional<Memory> memory(Handle handle, SensorId id, OptionalLong look) {
    boolean open =
        handle
            .createQuery(
                "SELECT 1 FROM pipelines WHERE name = :name AND present AND NOT paused FOR UPDATE")
            .bind("name", id.pipeline())
            .mapTo(Integer.class)
            .findOne()
            .isPresent();
    if (!open) {
      return Optional.empty();
    }
    return bind(
            handle.createQuery(
                """
                SELECT seen, last_run, last_objects FROM sensors
                WHERE pipeline = :pipeline AND name = :name AND present
                  AND (:any OR looks = :number)
                FOR NO KEY UPDATE\
                """),
            id)
        .bind("any", look.isEmpty())
        .bind("number", look.orElse(0))
        .map((row, context) ->
            new Memory(
                Optional.ofNullable(row.getString("seen")),
                number(row, "last_run"),
                row.getInt("last_objects")))
        .findOne();
  }

  /** What time it is by PostgreSQL's clock. */
  Instant now() {
    return database.inTransaction(
        handle -> handle.createQuery("SELECT clock_timestamp()").mapTo(Instant.class).one());
  }

  /** Reads something. */
  <T> T read(Function<Handle, T> work) {
    return database.inTransaction(work);
  }

  /** The sensors of pipelines that the project has, in the order of their names. */
  public List<SensorRecord> list() {
    return database.inTransaction(handle ->
        handle
            .createQuery(
                """
                SELECT s.*, p.paused FROM sensors s JOIN pipelines p ON p.name = s.pipeline
                WHERE s.present AND p.present ORDER BY s.pipeline, s.name\
                """)
            .map((row, context) ->
                new SensorRecord(
                    new SensorId(row.getString("pipeline"), row.getString("name")),
                    row.getString("watches"),
                    row.getBoolean("paused"),
                    Optional.ofNullable(row.getTimestamp("looked_at")).map(Timestamp::toInstant),
                    number(row, "last_run"),
                    Optional.ofNullable(row.getString("error"))))
            .list());
  }

  private static OptionalLong number(ResultSet row, String column) throws SQLException {
    long number = row.getLong(column);
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
  }

  /** Binds {@code :pipeline} and {@code :name}. */
  static <S extends SqlStatement<S>> S bind(S statement, SensorId id) {
    return statement.bind("pipeline", id.pipeline()).bind("name", id.name());
  }

  /** Binds {@code :pipelines} and {@code :names}. */
  static <S extends SqlStatement<S>> S named(S statement, Collection<SensorId> sensors) {
    return statement
        .bindArray("pipelines", String.class, sensors.stream().map(SensorId::pipeline).toList())
        .bindArray("names", String.class, sensors.stream().map(SensorId::name).toList());
  }
}
