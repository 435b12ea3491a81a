package dev.lakehouse.pipeline.state;

import org.jdbi.v3.core.Handle;

/** The row of a pipeline, which is the lock under which its runs are counted. */
final class PipelineRows {
  private PipelineRows() {}

  /** Locks it, and makes it if it is not there. */
  static void lock(Handle handle, String pipeline, int mostRuns) {
    handle
        .createUpdate(
            """
            INSERT INTO pipelines (name, most_runs, present) VALUES (:name, :most, false)
            ON CONFLICT (name) DO UPDATE SET most_runs = EXCLUDED.most_runs\
            """)
        .bind("name", pipeline)
        .bind("most", mostRuns)
        .execute();
  }
}
