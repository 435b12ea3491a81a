package dev.lakehouse.pipeline.control;

import dev.lakehouse.pipeline.run.RunListener;
import dev.lakehouse.pipeline.state.PipelineStore.PipelineRecord;
import dev.lakehouse.pipeline.state.RunReader;
import dev.lakehouse.pipeline.state.RunRecord;
import java.util.List;
import java.util.Map;

/**
 * What can be done with the pipelines of a project and their runs. Thread-safe.
 *
 * <p>Every method throws {@link dev.lakehouse.base.error.LakehouseException} UNAVAILABLE if whoever
 * does it cannot be reached.
 */
public interface PipelineOperations {
  /** The pipelines of the project, by name. */
  List<PipelineRecord> pipelines();

  /**
   * A pipeline with its steps.
   *
   * @throws dev.lakehouse.base.error.LakehouseException NOT_FOUND with the nearest name
   */
  PipelineDetails pipeline(String name);

  /**
   * Pauses a pipeline, or lets it run by itself again.
   *
   * @return false if it was so already
   * @throws dev.lakehouse.base.error.LakehouseException NOT_FOUND with the nearest name
   */
  boolean pause(String pipeline, boolean paused);

  /**
   * Begins a run because somebody wants one.
   *
   * @param parameters what it is given; the pipeline says what holds for the others
   * @throws dev.lakehouse.base.error.LakehouseException NOT_FOUND with the nearest name;
   *     INVALID_ARGUMENT for wrong parameters
   */
  RunRecord trigger(String pipeline, Map<String, String> parameters);

  /** Runs, the youngest first. */
  List<RunRecord> runs(RunReader.Filter filter);

  /**
   * A run with its steps.
   *
   * @throws dev.lakehouse.base.error.LakehouseException NOT_FOUND if there is none
   */
  RunDetails run(long id);

  /**
   * Cancels a run.
   *
   * @return false if it has ended already
   * @throws dev.lakehouse.base.error.LakehouseException NOT_FOUND if there is none
   */
  boolean cancel(long run);

  /**
   * Runs again what failed, was left or was cancelled in a run that has ended.
   *
   * @return false if there is nothing of that kind, or the run has not ended
   * @throws dev.lakehouse.base.error.LakehouseException NOT_FOUND if there is none
   */
  boolean retry(long run);

  /**
   * Tells of a run until it has ended. What has happened already is told first.
   *
   * @return the run as it ended
   * @throws dev.lakehouse.base.error.LakehouseException NOT_FOUND if there is none
   */
  RunRecord follow(long run, RunListener listener) throws InterruptedException;
}
