package dev.lakehouse.pipeline.run;

import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.pipeline.project.PipelineDefinition;
import dev.lakehouse.pipeline.step.StepReport;
import java.time.Duration;

/** Is told of a run as it goes on. */
public interface RunListener {
  /** A step begins. */
  void stepStarted(PipelineDefinition.Step step);

  /** A step says how far it is. */
  void stepProgressed(PipelineDefinition.Step step, String soFar);

  /** A step has ended by itself, well or not. */
  void stepEnded(PipelineDefinition.Step step, StepReport report, Duration took);

  /** A step could not be done. */
  void stepFailed(PipelineDefinition.Step step, LakehouseException failure, Duration took);

  /** A step is not begun, because one before it failed. */
  void stepNotRun(PipelineDefinition.Step step);
}
