package dev.lakehouse.serve.api.body;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.control.RunDetails;
import java.util.List;

/** A run with its steps and their attempts; see {@link RunDetails}. */
public record RunDetailsBody(RunBody run, List<StepBody> steps, List<AttemptBody> attempts) {
  public RunDetailsBody {
    requireNonNull(run, "run is null");
    steps = List.copyOf(steps);
    attempts = List.copyOf(attempts);
  }

  public static RunDetailsBody of(RunDetails details) {
    return new RunDetailsBody(
        RunBody.of(details.run()),
        details.steps().stream().map(StepBody::of).toList(),
        details.attempts().stream().map(AttemptBody::of).toList());
  }

  public RunDetails toDetails() {
    return new RunDetails(
        run.toRecord(),
        steps.stream().map(StepBody::toRecord).toList(),
        attempts.stream().map(AttemptBody::toAttempt).toList());
  }
}
