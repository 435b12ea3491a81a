package dev.lakehouse.pipeline.sensor;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.plan.RunPlan;
import java.util.List;
import java.util.Map;

/**
 * A pipeline as its sensors know it.
 *
 * @param plan what a run does
 * @param defaults what holds for the parameters that a run is not given
 */
public record SensedPipeline(RunPlan plan, Map<String, String> defaults, List<Sensor> sensors) {
  public SensedPipeline {
    requireNonNull(plan, "plan is null");
    defaults = Map.copyOf(defaults);
    sensors = List.copyOf(sensors);
  }
}
