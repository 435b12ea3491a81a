package dev.lakehouse.pipeline.control;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.plan.PlannedStep;
import dev.lakehouse.pipeline.project.PipelineDefinition.Parameter;
import dev.lakehouse.pipeline.state.PipelineStore.PipelineRecord;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A pipeline: what the project declares of it, and how it stands.
 *
 * @param description what it is for; may be empty
 * @param parameters what a run may be given, by name
 * @param sensors what begins its runs beside the schedule, as people read it
 * @param mostRuns how many of its runs go on at a time
 * @param steps in the order of its file, fan-outs before what is in them
 */
public record PipelineDetails(
    PipelineRecord pipeline,
    String description,
    SortedMap<String, Parameter> parameters,
    List<String> sensors,
    int mostRuns,
    List<PlannedStep> steps) {
  public PipelineDetails {
    requireNonNull(pipeline, "pipeline is null");
    requireNonNull(description, "description is null");
    parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
    sensors = List.copyOf(sensors);
    steps = List.copyOf(steps);
  }
}
