package dev.lakehouse.pipeline.project;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.settings.NearestWord;
import dev.lakehouse.base.settings.SettingsMapping;
import dev.lakehouse.base.settings.SettingsScalar;
import dev.lakehouse.pipeline.asset.AssetSelection;
import dev.lakehouse.pipeline.asset.PipelineAssets;
import dev.lakehouse.pipeline.asset.StepAssets;
import dev.lakehouse.pipeline.asset.StepAssetsReader;
import dev.lakehouse.pipeline.callback.CallbackReader;
import dev.lakehouse.pipeline.graph.RunGraph;
import dev.lakehouse.pipeline.graph.RunIf;
import dev.lakehouse.pipeline.plan.FanOut;
import dev.lakehouse.pipeline.plan.PlannedStep;
import dev.lakehouse.pipeline.plan.Retries;
import dev.lakehouse.pipeline.plan.RunPlan;
import dev.lakehouse.pipeline.project.PipelineDefinition.Parameter;
import dev.lakehouse.pipeline.schedule.Schedule;
import dev.lakehouse.pipeline.step.StepAction;
import dev.lakehouse.pipeline.step.StepReader;
import dev.lakehouse.pipeline.step.StepReader.Publish;
import dev.lakehouse.pipeline.step.TemplateScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads a file of {@code pipelines/}; problems go to the settings, with their place. */
final class PipelineReader {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");
  private static final Duration DELAY = Duration.ofSeconds(10);
  private static final Duration LONGEST_DELAY = Duration.ofMinutes(10);
  private static final double FACTOR = 2;
  private static final int MOST_RETRIES = 1000;

  private final StepReader steps;
  private final SensorReader sensors;
  private final StepAssetsReader assets;
  private final Set<String> pools;

  PipelineReader(
      StepReader steps, SensorReader sensors, StepAssetsReader assets, Set<String> pools) {
    this.steps = requireNonNull(steps, "steps is null");
    this.sensors = requireNonNull(sensors, "sensors is null");
    this.assets = requireNonNull(assets, "assets is null");
    this.pools = new TreeSet<>(pools);
  }

  /** What has been read of a pipeline so far. */
  private static final class Draft {
    private final List<PlannedStep> planned = new ArrayList<>();
    private final Map<String, SettingsMapping> places = new LinkedHashMap<>();
    private final Map<String, StepAction> actions = new HashMap<>();
    private final Map<String, StepAssets> assets = new HashMap<>();
    private boolean sound = true;
  }

  /** What the pipeline says for all of its steps. */
  private record Common(
      Map<String, Parameter> parameters,
      Retries retries,
      Optional<Duration> timeout,
      Publish publish,
      Set<String> tags) {
    /** What holds for the parameters that a run is not given. */
    private Map<String, String> defaults() {
      Map<String, String> values = new HashMap<>();
      parameters.forEach((parameter, declared) ->
          declared.value().ifPresent(value -> values.put(parameter, value)));
      return values;
    }
  }

  PipelineDefinition read(SettingsMapping mapping) {
    String name = mapping.text("name");
    requireName(mapping, name);
    if (name.equals(AssetPipelines.ON_DEMAND)) {
      mapping.reject("name", "the name 'assets' is that of runs that 'assets materialize' begins");
    }
    Map<String, Parameter> parameters = parameters(mapping);
    Retries retries = retries(mapping).orElse(Retries.NONE);
    Optional<Duration> timeout = mapping.optionalDuration("step_timeout");
    Draft draft = new Draft();
    List<SettingsMapping> declared = mapping.mappings("steps");
    Optional<AssetSelection> selection = selection(mapping);
    if (declared.isEmpty() && mapping.optionalNode("assets").isEmpty()) {
      mapping.reject(
          "steps",
          "a pipeline has at least one step, in the list 'steps', or says which 'assets' it makes");
    }
    if (!declared.isEmpty() && mapping.optionalNode("assets").isPresent()) {
      mapping.reject("assets", "a pipeline has 'steps' or says which 'assets' it makes, not both");
    }
    TemplateScope scope = TemplateScope.of(parameters.keySet());
    Publish publish = mapping.optionalOneOf("publish", Publish.class).orElse(Publish.AT_ONCE);
    Common common =
        new Common(parameters, retries, timeout, publish, StepAssetsReader.tags(mapping));
    readSteps(declared, Optional.empty(), scope, common, draft);
    boolean sound = requireGraph(draft);
    return new PipelineDefinition(
        name,
        mapping.optionalText("description").orElse(""),
        parameters,
        schedule(mapping, parameters),
        sensors.read(mapping, name, parameters),
        mostRuns(mapping),
        new RunPlan(name, sound ? draft.planned : List.of()),
        CallbackReader.read(mapping),
        draft.actions,
        new PipelineAssets(mapping.placeOf("assets"), selection, draft.assets));
  }

  private static Optional<AssetSelection> selection(SettingsMapping mapping) {
    try {
      return mapping.optionalText("assets").map(AssetSelection::parse);
    } catch (LakehouseException e) {
      mapping.reject("assets", e.getMessage() + e.remedy().map(remedy -> "; " + remedy).orElse(""));
      return Optional.empty();
    }
  }

  private static void requireName(SettingsMapping mapping, String name) {
    if (!name.isEmpty() && !NAME.matcher(name).matches()) {
      mapping.reject(
          "name",
          "'%s' is not a name: letters, digits and _ . - are, beginning with a letter"
              .formatted(name));
    }
  }

  /** A run of a schedule is given nothing. */
  private static Optional<Schedule> schedule(
      SettingsMapping mapping, Map<String, Parameter> parameters) {
    Optional<Schedule> schedule = ScheduleReader.read(mapping);
    parameters.forEach((name, parameter) -> {
      if (schedule.isPresent() && parameter.value().isEmpty()) {
        mapping.reject(
            "schedule",
            "the parameter '%s' has no default, and nobody gives it when the pipeline runs by itself"
                .formatted(name));
      }
    });
    return schedule;
  }

  private static int mostRuns(SettingsMapping mapping) {
    long most = mapping.optionalInteger("max_active_runs").orElse(1L);
    if (most < 1 || most > 10_000) {
      mapping.reject("max_active_runs", "at least 1 and at most 10,000 runs can go on at a time");
      return 1;
    }
    return (int) most;
  }

  private static Map<String, Parameter> parameters(SettingsMapping mapping) {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    for (SettingsMapping parameter : mapping.mappings("parameters")) {
      String name = parameter.text("name");
      requireName(parameter, name);
      Parameter read =
          new Parameter(
              parameter.optionalText("default"), parameter.optionalText("description").orElse(""));
      if (parameters.putIfAbsent(name, read) != null) {
        parameter.reject("name", "another parameter has the name '%s'".formatted(name));
      }
    }
    return parameters;
  }

  private void readSteps(
      List<SettingsMapping> declared,
      Optional<String> fanOut,
      TemplateScope scope,
      Common common,
      Draft draft) {
    Optional<String> before = Optional.empty();
    for (SettingsMapping step : declared) {
      String name = step.text("name");
      requireName(step, name);
      if (draft.places.putIfAbsent(name, step) != null) {
        step.reject("name", "another step has the name '%s'".formatted(name));
        draft.sound = false;
      }
      Optional<FanOut> each =
          fanOut.isEmpty() ? fanOut(step, common.parameters().keySet()) : Optional.empty();
      draft.planned.add(
          new PlannedStep(
              name,
              step.optionalList("needs").isPresent()
                  ? step.texts("needs")
                  : before.map(List::of).orElse(List.of()),
              step.optionalOneOf("run_if", RunIf.class).orElse(RunIf.ALL_SUCCESS),
              fanOut,
              each,
              retries(step).orElse(common.retries()),
              step.optionalDuration("timeout").or(common::timeout),
              step.optionalText("worker"),
              pool(step)));
      before = Optional.of(name);
      if (each.isPresent()) {
        List<SettingsMapping> inner = step.mappings("steps");
        if (inner.isEmpty()) {
          step.reject("steps", "a step with 'for_each' has steps of its own, in the list 'steps'");
        }
        readSteps(inner, Optional.of(name), scope.withItem(), common, draft);
      } else {
        Optional<StepAction> action = steps.read(step, scope, common.publish());
        action.ifPresent(known -> draft.actions.put(name, known));
        draft.assets.put(name, assets.read(step, action, common.tags(), common.defaults()));
      }
    }
  }

  private Optional<String> pool(SettingsMapping step) {
    Optional<String> pool = step.optionalText("pool");
    pool.filter(name -> !pools.contains(name))
        .ifPresent(name ->
            step.reject(
                "pool",
                "there is no pool '%s'%s".formatted(name, hint(name, List.copyOf(pools)))
                    + (pools.isEmpty() ? ": pools.yaml of the project names them" : "")));
    return pool;
  }

  private static Optional<FanOut> fanOut(SettingsMapping step, Set<String> parameters) {
    return step.optionalMapping("for_each")
        .map(each -> {
          Optional<String> outputs = each.optionalText("outputs_of");
          Optional<String> parameter = each.optionalText("parameter");
          parameter
              .filter(name -> !parameters.contains(name))
              .ifPresent(
                  name -> each.reject("parameter", "there is no parameter '%s'".formatted(name)));
          if (outputs.isPresent()
              && !step.texts("needs").contains(outputs.get())
              && step.optionalList("needs").isPresent()) {
            each.reject(
                "outputs_of", "the step must name '%s' in 'needs', too".formatted(outputs.get()));
          }
          return outputs
              .<FanOut>map(FanOut.OutputsOf::new)
              .or(() -> parameter.map(FanOut.Parameter::new))
              .orElseGet(() -> new FanOut.Values(each.texts("values")));
        });
  }

  /** A number, or a mapping with more to say. */
  private static Optional<Retries> retries(SettingsMapping mapping) {
    return mapping
        .optionalNode("retries")
        .flatMap(node ->
            node instanceof SettingsScalar
                ? mapping
                    .optionalInteger("retries")
                    .map(times -> retries(times, Optional.empty(), Optional.empty()))
                : mapping
                    .optionalMapping("retries")
                    .map(settings ->
                        retries(
                            settings.integer("times"),
                            settings.optionalDuration("delay"),
                            settings.optionalDuration("longest_delay"))));
  }

  private static Retries retries(
      long times, Optional<Duration> delay, Optional<Duration> longestDelay) {
    return new Retries(
        Math.clamp(times, 0, MOST_RETRIES),
        delay.orElse(DELAY),
        FACTOR,
        longestDelay.orElse(LONGEST_DELAY));
  }

  /** True if the steps make a graph; else the settings are told why not. */
  private static boolean requireGraph(Draft draft) {
    boolean sound = draft.sound;
    for (PlannedStep step : draft.planned) {
      List<String> near =
          draft.planned.stream()
              .filter(other -> other.fanOut().equals(step.fanOut()) && !other.equals(step))
              .map(PlannedStep::name)
              .toList();
      for (String need : step.needs()) {
        if (!near.contains(need)) {
          draft
              .places
              .get(step.name())
              .reject("needs", "there is no step '%s' here%s".formatted(need, hint(need, near)));
          sound = false;
        }
      }
      if (step.needs().isEmpty()
          && (step.runIf() == RunIf.ANY_WORK || step.runIf() == RunIf.ONE_FAILED)) {
        draft
            .places
            .get(step.name())
            .reject("run_if", "this step needs no other, so its rule never holds");
        sound = false;
      }
    }
    Optional<List<String>> cycle =
        RunGraph.findCycle(
            draft.planned.stream()
                .map(step -> new RunGraph.Node(step.name(), step.needs(), step.runIf()))
                .toList());
    cycle.ifPresent(names ->
        draft
            .places
            .get(names.getFirst())
            .reject("needs", "steps need each other: " + String.join(" → ", names)));
    return sound && cycle.isEmpty();
  }

  private static String hint(String word, List<String> known) {
    return NearestWord.to(word, known)
        .map(nearest -> "; did you mean '%s'?".formatted(nearest))
        .orElse("");
  }
}
