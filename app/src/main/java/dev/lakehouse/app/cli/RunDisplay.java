package dev.lakehouse.app.cli;

import dev.lakehouse.app.terminal.Progress;
import dev.lakehouse.pipeline.run.RunListener;
import dev.lakehouse.pipeline.state.StepKey;
import dev.lakehouse.pipeline.state.StepRecord;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Shows a run's steps as they go. */
final class RunDisplay implements RunListener {
  private final Progress progress;
  private final Map<StepKey, Progress.Step> steps = new HashMap<>();

  RunDisplay(Progress progress) {
    this.progress = progress;
  }

  private Progress.Step shown(StepRecord step) {
    return steps.computeIfAbsent(
        step.key(),
        key ->
            progress.begin(step.value().map(value -> key.step() + " " + value).orElse(key.step())));
  }

  @Override
  public void started(StepRecord step) {
    shown(step);
  }

  @Override
  public void progressed(StepRecord step) {
    step.progress().ifPresent(shown(step)::update);
  }

  @Override
  public void retrying(StepRecord step) {
    shown(step).failed(step.error().orElse("failed") + "; it will be tried again");
    steps.remove(step.key());
  }

  @Override
  public void ended(StepRecord step) {
    Progress.Step line = shown(step);
    step.started()
        .ifPresent(from -> step.ended().ifPresent(to -> line.took(Duration.between(from, to))));
    switch (step.state()) {
      case SUCCESS -> {
        String summary = step.summary().orElse("done");
        if (step.idle()) {
          line.skipped(summary);
        } else {
          line.done(summary);
        }
      }
      case UPSTREAM_FAILED -> line.skipped("not run: a step before it failed");
      case SKIPPED -> line.skipped("not run: its rule says so");
      case CANCELLED -> line.failed("cancelled");
      default -> line.failed(step.error().orElse("failed"));
    }
    step.notes().forEach(note -> progress.note("          " + note));
    step.remedy().ifPresent(remedy -> progress.note("          remedy: " + remedy));
  }
}
