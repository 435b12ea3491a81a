package dev.lakehouse.serve.api.body;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.control.PipelineDetails;
import dev.lakehouse.pipeline.project.PipelineDefinition;
import dev.lakehouse.pipeline.state.PipelineStore.PipelineRecord;
import dev.lakehouse.pipeline.state.RunState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A pipeline with its steps; see {@link PipelineDetails}.
 *
 * @param sensors what begins its runs beside the schedule
 * @param maxActiveRuns how many of its runs go on at a time
 */
public record PipelineDetailsBody(
    String name,
    String description,
    boolean paused,
    boolean broken,
    Optional<String> schedule,
    Optional<Instant> nextRun,
    Optional<Instant> lastRun,
    Optional<RunState> lastState,
    List<String> sensors,
    int maxActiveRuns,
    List<ParameterBody> parameters,
    List<PlannedStepBody> steps) {
  public PipelineDetailsBody {
    requireNonNull(name, "name is null");
    requireNonNull(description, "description is null");
    requireNonNull(schedule, "schedule is null");
    requireNonNull(nextRun, "nextRun is null");
    requireNonNull(lastRun, "lastRun is null");
    requireNonNull(lastState, "lastState is null");
    sensors = List.copyOf(sensors);
    parameters = List.copyOf(parameters);
    steps = List.copyOf(steps);
  }

  public static PipelineDetailsBody of(PipelineDetails details) {
    PipelineRecord pipeline = details.pipeline();
    return new PipelineDetailsBody(
        pipeline.name(),
        details.description(),
        pipeline.paused(),
        pipeline.broken(),
        pipeline.schedule(),
        pipeline.next(),
        pipeline.lastRun(),
        pipeline.lastState(),
        details.sensors(),
        details.mostRuns(),
        details.parameters().entrySet().stream()
            .map(parameter -> ParameterBody.of(parameter.getKey(), parameter.getValue()))
            .toList(),
        details.steps().stream().map(PlannedStepBody::of).toList());
  }

  public PipelineDetails toDetails() {
    SortedMap<String, PipelineDefinition.Parameter> byName = new TreeMap<>();
    parameters.forEach(parameter -> byName.put(parameter.name(), parameter.toParameter()));
    return new PipelineDetails(
        new PipelineRecord(name, paused, broken, schedule, nextRun, lastState, lastRun),
        description,
        byName,
        sensors,
        maxActiveRuns,
        steps.stream().map(PlannedStepBody::toStep).toList());
  }
}
