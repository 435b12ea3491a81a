package dev.lakehouse.pipeline.state;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.plan.PlannedStep;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An attempt of a step, begun by this worker.
 *
 * @param id no other attempt has it
 * @param number which attempt of the step it is, from 1
 * @param failures how many attempts of the step have failed before
 * @param value the value that a fan-out gave the step; empty outside of one
 * @param logicalTime the time that the run is about
 */
public record StartedAttempt(
    long id,
    StepKey key,
    int number,
    int failures,
    PlannedStep step,
    String pipeline,
    Map<String, String> parameters,
    Instant logicalTime,
    Optional<String> value) {
  public StartedAttempt {
    requireNonNull(key, "key is null");
    requireNonNull(step, "step is null");
    requireNonNull(pipeline, "pipeline is null");
    parameters = Map.copyOf(parameters);
    requireNonNull(logicalTime, "logicalTime is null");
    requireNonNull(value, "value is null");
  }
}
