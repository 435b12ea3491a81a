package dev.lakehouse.pipeline.project;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.settings.Place;
import dev.lakehouse.pipeline.asset.AssetGraph;
import dev.lakehouse.pipeline.asset.AssetPlan;
import dev.lakehouse.pipeline.asset.AssetSelection;
import dev.lakehouse.pipeline.asset.PipelineAssets;
import dev.lakehouse.pipeline.asset.StepAssets;
import dev.lakehouse.pipeline.asset.StepId;
import dev.lakehouse.pipeline.callback.Callbacks;
import dev.lakehouse.pipeline.plan.PlannedStep;
import dev.lakehouse.pipeline.plan.RunPlan;
import dev.lakehouse.pipeline.project.PipelineDefinition.Parameter;
import dev.lakehouse.pipeline.project.ProjectProblem.Kind;
import dev.lakehouse.pipeline.project.ProjectProblem.Subject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The assets of a project's pipelines, and the pipelines that are made of a selection of assets.
 * Immutable.
 */
public final class AssetPipelines {
  /** What runs are called that somebody begins to make some assets. */
  public static final String ON_DEMAND = "assets";

  private final Map<String, PipelineDefinition> pipelines;
  private final AssetGraph graph;
  private final List<ProjectProblem> problems;

  private AssetPipelines(
      Map<String, PipelineDefinition> pipelines, AssetGraph graph, List<ProjectProblem> problems) {
    this.pipelines = Map.copyOf(pipelines);
    this.graph = requireNonNull(graph, "graph is null");
    this.problems = List.copyOf(problems);
  }

  /**
   * The assets of some pipelines.
   *
   * @param known assets that the project knows otherwise
   */
  static AssetPipelines of(Map<String, PipelineDefinition> pipelines, Collection<String> known) {
    Map<String, PipelineDefinition> sound = new LinkedHashMap<>(pipelines);
    List<ProjectProblem> problems = new ArrayList<>();
    AssetGraph graph = graph(sound, known);
    for (Optional<AssetGraph.Cycle> cycle = graph.findCycle();
        cycle.isPresent();
        cycle = graph.findCycle()) {
      for (StepId step : cycle.get().steps()) {
        PipelineDefinition pipeline = sound.remove(step.pipeline());
        if (pipeline != null) {
          problems.add(problem(step, pipeline, cycle.get()));
        }
      }
      graph = graph(sound, known);
    }
    Map<String, PipelineDefinition> all = new LinkedHashMap<>();
    for (PipelineDefinition pipeline : sound.values()) {
      Optional<AssetSelection> selection = pipeline.assets().selection();
      try {
        all.put(
            pipeline.name(),
            selection.isEmpty()
                ? pipeline
                : startable(complete(pipeline, selection.get().in(graph), graph, sound)));
      } catch (LakehouseException e) {
        problems.add(
            new ProjectProblem(
                new Subject(Kind.PIPELINE, pipeline.name()),
                pipeline.assets().place(),
                e.getMessage(),
                e.remedy()));
      }
    }
    return new AssetPipelines(all, graph, problems);
  }

  /** A run of a schedule is given nothing. */
  private static PipelineDefinition startable(PipelineDefinition pipeline) {
    pipeline
        .parameters()
        .forEach((name, parameter) -> {
          if (pipeline.schedule().isPresent() && parameter.value().isEmpty()) {
            throw LakehouseException.of(
                ErrorCode.INVALID_ARGUMENT,
                "the parameter '%s' has no default, and nobody gives it when the pipeline runs by itself"
                    .formatted(name));
          }
        });
    return pipeline;
  }

  private static AssetGraph graph(
      Map<String, PipelineDefinition> pipelines, Collection<String> known) {
    Map<StepId, StepAssets> steps = new HashMap<>();
    pipelines.forEach((name, pipeline) ->
        pipeline
            .assets()
            .steps()
            .forEach((step, assets) -> steps.put(new StepId(name, step), assets)));
    return AssetGraph.of(steps, known);
  }

  private static ProjectProblem problem(
      StepId step, PipelineDefinition pipeline, AssetGraph.Cycle cycle) {
    return new ProjectProblem(
        new Subject(Kind.PIPELINE, pipeline.name()),
        pipeline.assets().steps().get(step.step()).place(),
        "assets are made of each other: " + String.join(" ← ", cycle.names()),
        Optional.of("a step can say itself what it reads and makes, with 'reads' and 'makes'"));
  }

  /**
   * A pipeline that is begun to make some assets.
   *
   * @param assets their names
   * @param project the project
   * @param graph its assets, perhaps with tables that are known only now
   * @throws LakehouseException INVALID_ARGUMENT if no step makes any of them
   */
  public static PipelineDefinition onDemand(Set<String> assets, Project project, AssetGraph graph) {
    PipelineDefinition empty =
        new PipelineDefinition(
            ON_DEMAND,
            "",
            Map.of(),
            Optional.empty(),
            List.of(),
            Integer.MAX_VALUE,
            new RunPlan(ON_DEMAND, List.of()),
            Callbacks.NONE,
            Map.of(),
            new PipelineAssets(
                new Place(project.directory().toString(), 1, 1), Optional.empty(), Map.of()));
    return complete(empty, assets, graph, project.pipelines());
  }

  private static PipelineDefinition complete(
      PipelineDefinition pipeline,
      Set<String> assets,
      AssetGraph graph,
      Map<String, PipelineDefinition> others) {
    Map<String, RunPlan> plans = new HashMap<>();
    others.forEach((name, other) -> {
      if (other.assets().selection().isEmpty()) {
        plans.put(name, other.plan());
      }
    });
    RunPlan plan = AssetPlan.of(pipeline.name(), assets, graph, plans);
    Map<String, Parameter> parameters = new HashMap<>();
    for (PlannedStep step : plan.steps()) {
      String owner = StepId.inPlan(pipeline.name(), step.name()).pipeline();
      others
          .get(owner)
          .parameters()
          .forEach((name, parameter) -> parameters.put(StepId.foreign(owner, name), parameter));
    }
    return pipeline.with(plan, parameters);
  }

  /** The pipelines that are sound. */
  Map<String, PipelineDefinition> pipelines() {
    return pipelines;
  }

  /** The assets of these. */
  AssetGraph graph() {
    return graph;
  }

  /** What is wrong with the others. */
  List<ProjectProblem> problems() {
    return problems;
  }
}
