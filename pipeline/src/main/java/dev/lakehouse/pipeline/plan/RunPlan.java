package dev.lakehouse.pipeline.plan;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.lakehouse.pipeline.graph.RunGraph;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The steps of a run and the graphs that they make. Immutable. */
public final class RunPlan {
  private final String pipeline;
  private final List<PlannedStep> steps;
  private final Map<String, PlannedStep> byName;
  private final Map<Optional<String>, RunGraph> graphs;

  /**
   * A plan.
   *
   * @param steps those of the pipeline and those of its fan-outs
   * @throws IllegalArgumentException if they make no graph
   */
  public RunPlan(String pipeline, List<PlannedStep> steps) {
    this.pipeline = requireNonNull(pipeline, "pipeline is null");
    this.steps = List.copyOf(steps);
    this.byName = steps.stream().collect(toUnmodifiableMap(PlannedStep::name, step -> step));
    Map<Optional<String>, RunGraph> made = new LinkedHashMap<>();
    steps.stream()
        .collect(groupingBy(PlannedStep::fanOut))
        .forEach((fanOut, inner) ->
            made.put(fanOut, RunGraph.of(inner.stream().map(PlannedStep::node).toList())));
    this.graphs = Map.copyOf(made);
  }

  public String pipeline() {
    return pipeline;
  }

  /** All steps, in the order of the project's file. */
  public List<PlannedStep> steps() {
    return steps;
  }

  /**
   * A step of this plan.
   *
   * @throws IllegalArgumentException if there is none
   */
  public PlannedStep step(String name) {
    PlannedStep step = byName.get(name);
    if (step == null) {
      throw new IllegalArgumentException("there is no step " + name + " in " + pipeline);
    }
    return step;
  }

  /**
   * The graph of the pipeline's own steps, or that of the steps of a fan-out.
   *
   * @param fanOut empty for the pipeline's own
   */
  public RunGraph graph(Optional<String> fanOut) {
    return graphs.get(fanOut);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RunPlan plan
        && pipeline.equals(plan.pipeline)
        && steps.equals(plan.steps);
  }

  @Override
  public int hashCode() {
    return steps.hashCode();
  }

  @Override
  public String toString() {
    return pipeline + steps;
  }
}
