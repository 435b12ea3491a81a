package dev.lakehouse.pipeline.project;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.step.StepAction;
import java.util.List;

/**
 * A pipeline: steps that run one after the other.
 *
 * @param name its name
 * @param description what it is for; may be empty
 * @param steps its steps, at least one
 */
public record PipelineDefinition(String name, String description, List<Step> steps) {
  /** A step and its name, which no other step of the pipeline has. */
  public record Step(String name, StepAction action) {
    public Step {
      requireNonNull(name, "name is null");
      requireNonNull(action, "action is null");
    }
  }

  public PipelineDefinition {
    requireNonNull(name, "name is null");
    requireNonNull(description, "description is null");
    steps = List.copyOf(steps);
  }
}
