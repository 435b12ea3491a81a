package dev.lakehouse.pipeline.sensor;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.state.RunStart;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Ends of runs for which others wait. Thread-safe. */
final class EndMemory {
  private static final int AT_A_TIME = 100;

  private final SensorStore store;

  EndMemory(SensorStore store) {
    this.store = requireNonNull(store, "store is null");
  }

  /**
   * A run that has ended.
   *
   * @param state how
   * @param logicalTime the time that it was about
   */
  record End(long run, String state, Instant logicalTime) {}

  /** How the run begins that follows another. */
  @FunctionalInterface
  interface Start {
    RunStart of(SensorId id, End end);
  }

  /** Gives every end its run, but not those that wait for a pipeline that is paused. */
  void answer(Collection<SensorId> sensors, Start start) {
    for (SensorId id : waiting(sensors)) {
      while (answer(id, start) >= AT_A_TIME) {
        // There may be more of them.
      }
    }
  }

  private List<SensorId> waiting(Collection<SensorId> sensors) {
    return store.read(handle ->
        SensorStore.named(
                handle.createQuery(
                    """
                    SELECT DISTINCT e.pipeline, e.sensor
                    FROM sensor_ends e JOIN pipelines p ON p.name = e.pipeline
                      JOIN unnest(:pipelines, :names) AS n(pipeline, name)
                        ON n.pipeline = e.pipeline AND n.name = e.sensor
                    WHERE p.present AND NOT p.paused\
                    """),
                sensors)
            .map((row, context) -> new SensorId(row.getString(1), row.getString(2)))
            .list());
  }

  private int answer(SensorId id, Start start) {
    return store
        .locked(
            id,
            (handle, _) -> {
              List<End> ends =
                  SensorStore.bind(
                          handle.createQuery(
                              """
                              DELETE FROM sensor_ends
                              WHERE pipeline = :pipeline AND sensor = :name
                                AND run_id IN (
                                  SELECT run_id FROM sensor_ends
                                  WHERE pipeline = :pipeline AND sensor = :name
                                  ORDER BY run_id LIMIT :most)
                              RETURNING run_id, state, logical_time\
                              """),
                          id)
                      .bind("most", AT_A_TIME)
                      .map((row, context) ->
                          new End(
                              row.getLong("run_id"),
                              row.getString("state"),
                              row.getTimestamp("logical_time").toInstant()))
                      .list();
              ends.stream()
                  .sorted(Comparator.comparingLong(End::run))
                  .forEach(end -> store.create(handle, id, start.of(id, end), 0));
              return ends.size();
            })
        .orElse(0);
  }
}
