package dev.lakehouse.pipeline.control;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.state.RunRecord;
import dev.lakehouse.pipeline.state.StepAttempt;
import dev.lakehouse.pipeline.state.StepRecord;
import java.util.List;

/**
 * A run with all that is remembered of it.
 *
 * @param steps its steps, those of fan-outs after them
 * @param attempts every attempt of every step, in the order in which they began
 */
public record RunDetails(RunRecord run, List<StepRecord> steps, List<StepAttempt> attempts) {
  public RunDetails {
    requireNonNull(run, "run is null");
    steps = List.copyOf(steps);
    attempts = List.copyOf(attempts);
  }
}
