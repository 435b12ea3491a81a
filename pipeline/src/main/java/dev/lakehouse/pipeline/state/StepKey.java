package dev.lakehouse.pipeline.state;

import static java.util.Objects.requireNonNull;

/**
 * A step of a run.
 *
 * @param item 0, or its number in a fan-out, from 1
 */
public record StepKey(long run, String step, int item) {
  public StepKey {
    requireNonNull(step, "step is null");
  }

  @Override
  public String toString() {
    return item == 0 ? step : "%s[%d]".formatted(step, item);
  }
}
