package dev.lakehouse.pipeline.asset;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.pipeline.graph.RunGraph;
import dev.lakehouse.pipeline.graph.RunIf;
import dev.lakehouse.pipeline.plan.FanOut;
import dev.lakehouse.pipeline.plan.PlannedStep;
import dev.lakehouse.pipeline.plan.RunPlan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Makes the plan of a run that makes some assets: of each pipeline the steps that make or prepare
 * one, in the order that they have there, and after the steps of other pipelines that make what
 * they read. Rules, retries, time limits and workers are those of the steps.
 */
public final class AssetPlan {
  private final AssetGraph graph;
  private final NavigableMap<String, RunPlan> plans;
  private final Set<StepId> chosen = new TreeSet<>();

  private AssetPlan(AssetGraph graph, Map<String, RunPlan> plans) {
    this.graph = graph;
    this.plans = new TreeMap<>(plans);
  }

  /**
   * The plan.
   *
   * @param name what the run is called
   * @param assets what it makes
   * @param plans those of the pipelines with steps of their own
   * @throws LakehouseException INVALID_ARGUMENT if nothing makes any of the assets, or their
   *     pipelines contradict each other
   */
  public static RunPlan of(
      String name, Collection<String> assets, AssetGraph graph, Map<String, RunPlan> plans) {
    return new AssetPlan(graph, plans).plan(name, assets);
  }

  private RunPlan plan(String name, Collection<String> assets) {
    assets.forEach(asset -> graph.find(asset).ifPresent(this::choose));
    if (chosen.isEmpty()) {
      throw LakehouseException.of(
          ErrorCode.INVALID_ARGUMENT,
          "no step makes %s".formatted(String.join(", ", assets)),
          "select what is made of it, with a + behind its name; a step says with 'makes: [TABLE]'"
              + " what nobody can see of it");
    }
    List.copyOf(chosen).forEach(this::chooseFanOut);
    List<PlannedStep> planned = new ArrayList<>();
    plans.forEach((pipeline, plan) ->
        plan.steps().stream()
            .filter(step -> chosen.contains(new StepId(pipeline, step.name())))
            .forEach(step -> planned.add(planned(pipeline, plan, step))));
    RunGraph.findCycle(
            planned.stream()
                .filter(step -> step.fanOut().isEmpty())
                .map(step -> new RunGraph.Node(step.name(), step.needs(), step.runIf()))
                .toList())
        .ifPresent(cycle -> {
          throw LakehouseException.of(
              ErrorCode.INVALID_ARGUMENT,
              "the pipelines contradict each other: " + String.join(" → ", cycle),
              "select fewer assets, or let steps that need no other say so with 'needs: []'");
        });
    return new RunPlan(name, planned);
  }

  private void choose(Asset asset) {
    Set<String> pipelines = new TreeSet<>();
    for (StepId maker : asset.makers()) {
      chosen.add(maker);
      pipelines.add(maker.pipeline());
    }
    asset.preparers().stream()
        .filter(step -> pipelines.contains(step.pipeline()))
        .forEach(chosen::add);
  }

  /** A fan-out is run as a whole, with the step that its list comes from. */
  private void chooseFanOut(StepId id) {
    RunPlan plan = plans.get(id.pipeline());
    plan.step(id.step())
        .fanOut()
        .ifPresent(fanOut -> {
          chosen.add(new StepId(id.pipeline(), fanOut));
          plan.steps().stream()
              .filter(step -> step.fanOut().equals(Optional.of(fanOut)))
              .forEach(step -> chosen.add(new StepId(id.pipeline(), step.name())));
          if (plan.step(fanOut).each().orElseThrow() instanceof FanOut.OutputsOf(String source)) {
            chosen.add(new StepId(id.pipeline(), source));
          }
        });
  }

  private PlannedStep planned(String pipeline, RunPlan plan, PlannedStep step) {
    Set<String> needs = new LinkedHashSet<>();
    near(pipeline, plan, step, needs);
    // A rule about steps that are not in this run says nothing.
    RunIf rule = needs.isEmpty() ? RunIf.ALL_SUCCESS : step.runIf();
    if (step.fanOut().isEmpty()) {
      makersOfInputs(pipeline, plan, step).forEach(maker -> needs.add(maker.foreignName()));
    }
    return new PlannedStep(
        StepId.foreign(pipeline, step.name()),
        List.copyOf(needs),
        rule,
        step.fanOut().map(fanOut -> StepId.foreign(pipeline, fanOut)),
        step.each().map(each -> foreign(pipeline, each)),
        step.retries(),
        step.timeout(),
        step.tag(),
        step.pool());
  }

  /** The steps of its own pipeline that are before it, over those that are left out. */
  private void near(String pipeline, RunPlan plan, PlannedStep step, Set<String> needs) {
    for (String need : step.needs()) {
      StepId id = new StepId(pipeline, need);
      if (chosen.contains(id)) {
        needs.add(id.foreignName());
      } else {
        near(pipeline, plan, plan.step(need), needs);
      }
    }
  }

  private Set<StepId> makersOfInputs(String pipeline, RunPlan plan, PlannedStep step) {
    Set<StepId> makers = new TreeSet<>();
    plan.steps().stream()
        .filter(one -> one.equals(step) || one.fanOut().equals(Optional.of(step.name())))
        .flatMap(one -> graph.step(new StepId(pipeline, one.name())).stream())
        .flatMap(one -> one.reads().stream())
        .flatMap(read -> graph.find(read).stream())
        .flatMap(asset -> asset.makers().stream())
        .filter(maker -> chosen.contains(maker) && !maker.pipeline().equals(pipeline))
        .forEach(maker -> makers.add(atTop(maker)));
    return makers;
  }

  private StepId atTop(StepId id) {
    return plans
        .get(id.pipeline())
        .step(id.step())
        .fanOut()
        .map(fanOut -> new StepId(id.pipeline(), fanOut))
        .orElse(id);
  }

  private static FanOut foreign(String pipeline, FanOut each) {
    return switch (each) {
      case FanOut.Values values -> values;
      case FanOut.OutputsOf(String step) -> new FanOut.OutputsOf(StepId.foreign(pipeline, step));
      case FanOut.Parameter(String name) -> new FanOut.Parameter(StepId.foreign(pipeline, name));
    };
  }
}
