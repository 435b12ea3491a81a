package dev.lakehouse.pipeline.run;

import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.pipeline.project.PipelineDefinition.Step;
import dev.lakehouse.pipeline.step.StepReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keeps what a run tells. */
final class RecordedRun implements RunListener {
  private final List<String> events = new ArrayList<>();
  private final Map<String, StepReport> reports = new LinkedHashMap<>();
  private final Map<String, LakehouseException> failures = new LinkedHashMap<>();
  private final Map<String, Duration> durations = new LinkedHashMap<>();

  /** What was told, in order, but for the progress of steps. */
  List<String> events() {
    return events;
  }

  StepReport report(String step) {
    return reports.get(step);
  }

  LakehouseException failure(String step) {
    return failures.get(step);
  }

  Duration duration(String step) {
    return durations.get(step);
  }

  @Override
  public void stepStarted(Step step) {
    events.add(step.name() + " started");
  }

  @Override
  public void stepProgressed(Step step, String soFar) {
    if (!events.getLast().equals(step.name() + " started")) {
      throw new IllegalStateException(step.name() + " is not under way");
    }
  }

  @Override
  public void stepEnded(Step step, StepReport report, Duration took) {
    events.add(step.name() + " " + report.status());
    reports.put(step.name(), report);
    durations.put(step.name(), took);
  }

  @Override
  public void stepFailed(Step step, LakehouseException failure, Duration took) {
    events.add(step.name() + " failed");
    failures.put(step.name(), failure);
    durations.put(step.name(), took);
  }

  @Override
  public void stepNotRun(Step step) {
    events.add(step.name() + " not run");
  }
}
