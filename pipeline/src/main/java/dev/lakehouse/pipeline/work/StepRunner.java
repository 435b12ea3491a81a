package dev.lakehouse.pipeline.work;

import dev.lakehouse.pipeline.state.StartedAttempt;
import dev.lakehouse.pipeline.state.StepOutcome;

/** Does a step. */
@FunctionalInterface
public interface StepRunner {
  /**
   * Does an attempt of a step to its end. Done again after a crash, it has the same end.
   *
   * @param control tells it to stop, and is told how far it is
   * @return how it ended; what is thrown instead counts as a failure
   */
  StepOutcome run(StartedAttempt attempt, StepControl control) throws Exception;
}
