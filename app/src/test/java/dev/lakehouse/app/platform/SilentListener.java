package dev.lakehouse.app.platform;

import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.pipeline.project.PipelineDefinition;
import dev.lakehouse.pipeline.run.RunListener;
import dev.lakehouse.pipeline.step.StepReport;
import java.time.Duration;

/** Lets a failure through, and says nothing else. */
final class SilentListener implements RunListener {
  @Override
  public void stepStarted(PipelineDefinition.Step step) {}

  @Override
  public void stepProgressed(PipelineDefinition.Step step, String soFar) {}

  @Override
  public void stepEnded(PipelineDefinition.Step step, StepReport report, Duration took) {}

  @Override
  public void stepFailed(PipelineDefinition.Step step, LakehouseException failure, Duration took) {
    throw failure;
  }

  @Override
  public void stepNotRun(PipelineDefinition.Step step) {}
}
