package dev.lakehouse.pipeline.run;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.pipeline.project.PipelineDefinition;
import dev.lakehouse.pipeline.step.StepExecutor;
import dev.lakehouse.pipeline.step.StepReport;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs pipelines, each to its end or to its first failure. Thread-safe. */
public final class PipelineRunner {
  private static final Logger log = LoggerFactory.getLogger(PipelineRunner.class);

  private final StepExecutor executor;
  private final InstantSource clock;

  public PipelineRunner(StepExecutor executor, InstantSource clock) {
    this.executor = requireNonNull(executor, "executor is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /** Runs a pipeline; true if no step failed. What fails is told to the listener. */
  public boolean run(PipelineDefinition pipeline, RunListener listener) {
    boolean sound = true;
    for (PipelineDefinition.Step step : pipeline.steps()) {
      if (sound) {
        sound = run(step, listener);
      } else {
        listener.stepNotRun(step);
      }
    }
    return sound;
  }

  private boolean run(PipelineDefinition.Step step, RunListener listener) {
    listener.stepStarted(step);
    Instant begun = clock.instant();
    try {
      StepReport report =
          executor.execute(step.action(), soFar -> listener.stepProgressed(step, soFar));
      log.info("step {}: {} {}", step.name(), report.status(), report.summary());
      listener.stepEnded(step, report, Duration.between(begun, clock.instant()));
      return report.status() != StepReport.Status.FAILED;
    } catch (RuntimeException e) {
      log.error("step {} failed", step.name(), e);
      listener.stepFailed(step, failure(e), Duration.between(begun, clock.instant()));
      return false;
    }
  }

  /** A run goes on to its end whatever breaks: what nobody foresaw is a bug, and told as one. */
  private static LakehouseException failure(RuntimeException e) {
    return e instanceof LakehouseException known
        ? known
        : LakehouseException.of(ErrorCode.INTERNAL, String.valueOf(e.getMessage())).causedBy(e);
  }
}
