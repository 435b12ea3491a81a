package dev.lakehouse.pipeline.state;

import org.jdbi.v3.core.Handle;

/** Puts the end of a run on record for the sensors that wait for it. */
final class RunEnds {
  private RunEnds() {}

  /** To be called in the transaction that ends the run. */
  static void note(Handle handle, long run) {
    handle
        .createUpdate(
            """
            INSERT INTO sensor_ends (pipeline, sensor, run_id, state, logical_time)
            SELECT s.pipeline, s.name, r.id, r.state, r.logical_time
            FROM runs r JOIN sensors s ON s.upstream = r.pipeline AND r.state = ANY(s.states)
            WHERE r.id = :run AND s.present
            ON CONFLICT DO NOTHING\
            """)
        .bind("run", run)
        .execute();
  }
}
