package dev.lakehouse.pipeline.run;

import dev.lakehouse.pipeline.state.StepRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keeps what a run tells. */
final class RecordedRun implements RunListener {
  private final List<String> events = new ArrayList<>();
  private final Map<String, StepRecord> ended = new LinkedHashMap<>();

  /** How each step ended, in order. */
  List<String> events() {
    return events;
  }

  StepRecord step(String name) {
    return ended.get(name);
  }

  @Override
  public void started(StepRecord step) {}

  @Override
  public void progressed(StepRecord step) {}

  @Override
  public void retrying(StepRecord step) {}

  @Override
  public void ended(StepRecord step) {
    events.add("%s %s%s".formatted(step.key(), step.state(), step.idle() ? " idle" : ""));
    ended.put(step.key().step(), step);
  }

  @Override
  public String toString() {
    return "%s %s".formatted(events, ended.values());
  }
}
