package dev.lakehouse.pipeline.plan;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.graph.RunGraph;
import dev.lakehouse.pipeline.graph.RunIf;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A step of a run's plan.
 *
 * @param name no other step of the pipeline has it
 * @param needs the steps that must have ended before it
 * @param fanOut the fan-out that it belongs to; empty for a step of the pipeline itself
 * @param each the list that a fan-out goes over; empty for a step that does something itself
 * @param timeout how long an attempt may take; empty for any time
 * @param tag the kind of worker that may do it; empty for any
 * @param pool the pool that it needs a slot of; empty for none
 */
public record PlannedStep(
    String name,
    List<String> needs,
    RunIf runIf,
    Optional<String> fanOut,
    Optional<FanOut> each,
    Retries retries,
    Optional<Duration> timeout,
    Optional<String> tag,
    Optional<String> pool) {
  public PlannedStep {
    requireNonNull(name, "name is null");
    needs = List.copyOf(needs);
    requireNonNull(runIf, "runIf is null");
    requireNonNull(fanOut, "fanOut is null");
    requireNonNull(each, "each is null");
    requireNonNull(retries, "retries is null");
    requireNonNull(timeout, "timeout is null");
    requireNonNull(tag, "tag is null");
    requireNonNull(pool, "pool is null");
  }

  RunGraph.Node node() {
    return new RunGraph.Node(name, needs, runIf);
  }
}
