package dev.lakehouse.pipeline.state;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.plan.RunPlan;

/** A run that is to begin. */
public record RunStart(RunPlan plan, RunRequest request) {
  public RunStart {
    requireNonNull(plan, "plan is null");
    requireNonNull(request, "request is null");
  }
}
