package dev.lakehouse.pipeline.sensor;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.sensor.SensorStore.Look;
import dev.lakehouse.pipeline.sensor.SensorStore.Memory;
import dev.lakehouse.pipeline.state.RunStart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/** Which objects have had their run. Thread-safe. */
final class ObjectMemory {
  private static final int AT_A_TIME = 5000;
  // So that the parameter of a run stays of a size that can be handled.
  private static final int MOST_IN_A_RUN = 1000;

  private final SensorStore store;

  ObjectMemory(SensorStore store) {
    this.store = requireNonNull(store, "store is null");
  }

  /**
   * An object as it was found.
   *
   * @param version differs if the object was written anew
   */
  record Version(String key, String version) {}

  /** How the run of some objects begins. */
  @FunctionalInterface
  interface Start {
    RunStart of(List<String> keys);
  }

  /**
   * Ends a look at all objects: those that are new get a run, those that are gone are forgotten.
   *
   * @param parameter the parameter of the run that has the keys; empty if none has
   */
  void listed(Look look, List<Version> all, Optional<String> parameter, Start start) {
    List<Version> candidates = candidates(look.id(), all);
    store.end(
        look,
        (handle, memory) -> {
          note(handle, look.id(), memory, look.begun(), candidates, parameter, start);
          forget(handle, look, all);
          return true;
        });
  }

  /**
   * Gives objects that have arrived a run, if they had none and the pipeline is not paused.
   *
   * @param observed when they were not looked at yet, by PostgreSQL's clock
   * @return false if another process has written down something else meanwhile, so that they must
   *     be looked at again
   */
  boolean arrived(
      SensorId id,
      Instant observed,
      List<Version> objects,
      Optional<String> parameter,
      Start start) {
    return store
        .locked(
            id, (handle, memory) -> note(handle, id, memory, observed, objects, parameter, start))
        .orElse(true);
  }

  private List<Version> candidates(SensorId id, List<Version> all) {
    List<Version> candidates = new ArrayList<>();
    for (int from = 0; from < all.size(); from += AT_A_TIME) {
      List<Version> part = all.subList(from, Math.min(all.size(), from + AT_A_TIME));
      candidates.addAll(
          store.read(handle ->
              versions(
                      SensorStore.bind(
                          handle.createQuery(
                              """
                              SELECT f.key, f.version FROM unnest(:keys, :versions) AS f(key, version)
                                LEFT JOIN sensor_objects o ON o.pipeline = :pipeline
                                  AND o.sensor = :name AND o.key = f.key
                              WHERE o.version IS DISTINCT FROM f.version\
                              """),
                          id),
                      part)
                  .map((row, context) -> new Version(row.getString(1), row.getString(2)))
                  .list()));
    }
    return candidates;
  }

  private boolean note(
      Handle handle,
      SensorId id,
      Memory memory,
      Instant observed,
      List<Version> objects,
      Optional<String> parameter,
      Start start) {
    if (objects.isEmpty()) {
      return true;
    }
    List<String> fresh =
        versions(
                SensorStore.bind(
                    handle.createQuery(
                        """
                        INSERT INTO sensor_objects AS o (pipeline, sensor, key, version)
                        SELECT :pipeline, :name, f.key, f.version
                        FROM unnest(:keys, :versions) AS f(key, version)
                        ON CONFLICT (pipeline, sensor, key) DO UPDATE
                          SET version = EXCLUDED.version, seen_at = clock_timestamp()
                          WHERE o.version <> EXCLUDED.version AND o.seen_at < :observed
                        RETURNING key\
                        """),
                    id),
                objects)
            .bind("observed", observed)
            .mapTo(String.class)
            .list();
    begin(handle, id, memory, fresh.stream().sorted().toList(), parameter, start);
    boolean current =
        versions(
                SensorStore.bind(
                    handle.createQuery(
                        """
                        SELECT count(*) = 0 FROM unnest(:keys, :versions) AS f(key, version)
                          JOIN sensor_objects o ON o.pipeline = :pipeline AND o.sensor = :name
                            AND o.key = f.key
                        WHERE o.version <> f.version\
                        """),
                    id),
                objects)
            .mapTo(Boolean.class)
            .one();
    return current;
  }

  private void begin(
      Handle handle,
      SensorId id,
      Memory memory,
      List<String> keys,
      Optional<String> parameter,
      Start start) {
    int most = parameter.isPresent() ? MOST_IN_A_RUN : Math.max(1, keys.size());
    OptionalLong last = memory.lastRun();
    int lastObjects = memory.lastObjects();
    for (int from = 0; from < keys.size(); from += most) {
      List<String> part = keys.subList(from, Math.min(keys.size(), from + most));
      boolean room = parameter.isEmpty() || lastObjects + part.size() <= MOST_IN_A_RUN;
      if (last.isPresent() && room && join(handle, last.getAsLong(), part, parameter)) {
        lastObjects += part.size();
        store.note(handle, id, last.getAsLong(), lastObjects);
      } else {
        last = store.create(handle, id, start.of(part), part.size());
        lastObjects = part.size();
      }
    }
  }

  /** Lets a run that has not begun be about more objects; false if it has. */
  private static boolean join(
      Handle handle, long run, List<String> keys, Optional<String> parameter) {
    // It can begin only under the lock of its pipeline. One that is locked is being cancelled.
    Optional<String> before =
        handle
            .createQuery(
                """
                SELECT COALESCE(parameters ->> :parameter, '') FROM runs
                WHERE id = :run AND state = 'QUEUED' AND started_at IS NULL
                FOR NO KEY UPDATE SKIP LOCKED\
                """)
            .bind("parameter", parameter.orElse(""))
            .bind("run", run)
            .mapTo(String.class)
            .findOne();
    if (before.isEmpty()) {
      return false;
    }
    if (parameter.isPresent()) {
      Set<String> all = new LinkedHashSet<>(Arrays.asList(before.get().split(",", -1)));
      all.addAll(keys);
      handle
          .createUpdate(
              """
              UPDATE runs SET parameters =
                parameters || jsonb_build_object(CAST(:parameter AS text), CAST(:keys AS text))
              WHERE id = :run\
              """)
          .bind("parameter", parameter.get())
          .bind("keys", String.join(",", all))
          .bind("run", run)
          .execute();
    }
    return true;
  }

  private static void forget(Handle handle, Look look, List<Version> all) {
    long known =
        SensorStore.bind(
                handle.createQuery(
                    "SELECT count(*) FROM sensor_objects WHERE pipeline = :pipeline"
                        + " AND sensor = :name"),
                look.id())
            .mapTo(Long.class)
            .one();
    if (known <= all.size()) {
      return;
    }
    // What came after the look began was perhaps not in its list.
    SensorStore.bind(
            handle.createUpdate(
                """
                DELETE FROM sensor_objects o
                WHERE o.pipeline = :pipeline AND o.sensor = :name AND o.seen_at < :begun
                  AND NOT EXISTS (SELECT FROM unnest(:keys) AS f(key) WHERE f.key = o.key)\
                """),
            look.id())
        .bind("begun", look.begun())
        .bindArray("keys", String.class, all.stream().map(Version::key).toList())
        .execute();
  }

  private static <S extends SqlStatement<S>> S versions(S statement, List<Version> objects) {
    return statement
        .bindArray("keys", String.class, objects.stream().map(Version::key).toList())
        .bindArray("versions", String.class, objects.stream().map(Version::version).toList());
  }
}
