package dev.lakehouse.pipeline.run;

import dev.lakehouse.pipeline.state.StepRecord;

/** Is told of a run as it goes on. */
public interface RunListener {
  /** An attempt of a step begins. */
  void started(StepRecord step);

  /** A step says how far it is. */
  void progressed(StepRecord step);

  /** A step failed, and will be tried again. */
  void retrying(StepRecord step);

  /** A step has ended, or it is certain that it is not run. */
  void ended(StepRecord step);

  /** Nobody wants to know. */
  static RunListener none() {
    return new RunListener() {
      @Override
      public void started(StepRecord step) {}

      @Override
      public void progressed(StepRecord step) {}

      @Override
      public void retrying(StepRecord step) {}

      @Override
      public void ended(StepRecord step) {}
    };
  }
}
