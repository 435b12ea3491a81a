package dev.lakehouse.app.platform;

import dev.lakehouse.pipeline.plan.PlannedStep;
import dev.lakehouse.pipeline.project.PipelineDefinition;
import dev.lakehouse.pipeline.state.StartedAttempt;
import dev.lakehouse.pipeline.state.StepKey;
import dev.lakehouse.pipeline.state.StepOutcome;
import dev.lakehouse.pipeline.work.StepControl;
import dev.lakehouse.pipeline.work.StepRunner;
import java.time.Instant;
import java.util.Optional;

/**
 * The steps of a pipeline, one after the other in one process, without a run that is remembered:
 * what steps promise of crashes and of each other has to hold without that memory.
 */
final class DirectRun {
  private DirectRun() {}

  /** Runs them until one throws. */
  static void of(PipelineDefinition pipeline, StepRunner steps) throws Exception {
    for (PlannedStep step : pipeline.steps()) {
      StepOutcome outcome =
          steps.run(
              new StartedAttempt(
                  1,
                  new StepKey(1, step.name(), 0),
                  1,
                  0,
                  step,
                  pipeline.name(),
                  pipeline.defaults(),
                  Instant.EPOCH,
                  Optional.empty()),
              new StepControl());
      if (outcome instanceof StepOutcome.Interrupted) {
        throw new InterruptedException(step.name());
      }
    }
  }
}
