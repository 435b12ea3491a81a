package dev.lakehouse.pipeline.project;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.asset.PipelineAssets;
import dev.lakehouse.pipeline.callback.Callbacks;
import dev.lakehouse.pipeline.plan.PlannedStep;
import dev.lakehouse.pipeline.plan.RunPlan;
import dev.lakehouse.pipeline.schedule.Schedule;
import dev.lakehouse.pipeline.sensor.Sensor;
import dev.lakehouse.pipeline.step.StepAction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pipeline, as a project declares it.
 *
 * @param name its name
 * @param description what it is for; may be empty
 * @param parameters what a run may be given, with what holds if it is not
 * @param schedule when it runs by itself
 * @param sensors what else begins a run
 * @param mostRuns how many of its runs go on at a time; others wait
 * @param plan its steps and what they need
 * @param callbacks who is told of its runs
 * @param actions what each step does, by its name; a fan-out does nothing itself
 * @param assets what its steps read and make, or which assets it makes
 */
public record PipelineDefinition(
    String name,
    String description,
    Map<String, Parameter> parameters,
    Optional<Schedule> schedule,
    List<Sensor> sensors,
    int mostRuns,
    RunPlan plan,
    Callbacks callbacks,
    Map<String, StepAction> actions,
    PipelineAssets assets) {
  /**
   * Something that a run is given.
   *
   * @param value what holds if a run is given nothing; empty if it must be given
   * @param description what it is for; may be empty
   */
  public record Parameter(Optional<String> value, String description) {
    public Parameter {
      requireNonNull(value, "value is null");
      requireNonNull(description, "description is null");
    }
  }

  public PipelineDefinition {
    requireNonNull(name, "name is null");
    requireNonNull(description, "description is null");
    parameters = Map.copyOf(parameters);
    requireNonNull(schedule, "schedule is null");
    sensors = List.copyOf(sensors);
    requireNonNull(plan, "plan is null");
    requireNonNull(callbacks, "callbacks is null");
    actions = Map.copyOf(actions);
    requireNonNull(assets, "assets is null");
  }

  /** The same with steps of other pipelines, and the parameters that they need. */
  PipelineDefinition with(RunPlan newPlan, Map<String, Parameter> more) {
    Map<String, Parameter> all = new HashMap<>(parameters);
    all.putAll(more);
    return new PipelineDefinition(
        name, description, all, schedule, sensors, mostRuns, newPlan, callbacks, actions, assets);
  }

  /** What holds for the parameters that a run is not given. */
  public Map<String, String> defaults() {
    Map<String, String> values = new HashMap<>();
    parameters.forEach(
        (parameter, declared) -> declared.value().ifPresent(value -> values.put(parameter, value)));
    return values;
  }

  /** Its steps, in the order of its file, fan-outs before what is in them. */
  public List<PlannedStep> steps() {
    return plan.steps();
  }
}
