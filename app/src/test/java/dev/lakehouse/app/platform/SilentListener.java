package dev.lakehouse.app.platform;

import dev.lakehouse.pipeline.run.RunListener;
import dev.lakehouse.pipeline.state.StepRecord;

/** Says nothing. */
final class SilentListener implements RunListener {
  @Override
  public void started(StepRecord step) {}

  @Override
  public void progressed(StepRecord step) {}

  @Override
  public void retrying(StepRecord step) {}

  @Override
  public void ended(StepRecord step) {}
}
