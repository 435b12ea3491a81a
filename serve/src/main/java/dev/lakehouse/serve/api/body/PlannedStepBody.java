package dev.lakehouse.serve.api.body;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.graph.RunIf;
import dev.lakehouse.pipeline.plan.PlannedStep;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A step of a pipeline; see {@link PlannedStep}.
 *
 * @param within the step whose list it is repeated for; empty for a step of the pipeline itself
 * @param forEach the list that the steps within it are repeated for
 * @param timeout how long an attempt may take
 * @param worker the kind of worker that may do it
 * @param pool the pool that it needs a slot of
 */
public record PlannedStepBody(
    String name,
    List<String> needs,
    RunIf runIf,
    Optional<String> within,
    Optional<ForEachBody> forEach,
    RetriesBody retries,
    Optional<Duration> timeout,
    Optional<String> worker,
    Optional<String> pool) {
  public PlannedStepBody {
    requireNonNull(name, "name is null");
    needs = List.copyOf(needs);
    requireNonNull(runIf, "runIf is null");
    requireNonNull(within, "within is null");
    requireNonNull(forEach, "forEach is null");
    requireNonNull(retries, "retries is null");
    requireNonNull(timeout, "timeout is null");
    requireNonNull(worker, "worker is null");
    requireNonNull(pool, "pool is null");
  }

  static PlannedStepBody of(PlannedStep step) {
    return new PlannedStepBody(
        step.name(),
        step.needs(),
        step.runIf(),
        step.fanOut(),
        step.each().map(ForEachBody::of),
        RetriesBody.of(step.retries()),
        step.timeout(),
        step.tag(),
        step.pool());
  }

  PlannedStep toStep() {
    return new PlannedStep(
        name,
        needs,
        runIf,
        within,
        forEach.map(ForEachBody::toFanOut),
        retries.toRetries(),
        timeout,
        worker,
        pool);
  }
}
