package dev.lakehouse.serve.api.body;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.pipeline.state.StepAttempt;
import dev.lakehouse.pipeline.state.StepKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An attempt of a step; see {@link StepAttempt}.
 *
 * @param item 0, or the step's number in a fan-out, from 1
 * @param number from 1
 */
public record AttemptBody(
    long run,
    String step,
    int item,
    int number,
    String worker,
    StepAttempt.AttemptState state,
    Instant startedAt,
    Optional<Instant> endedAt,
    OptionalLong rowsIn,
    OptionalLong rowsOut,
    OptionalLong snapshot,
    Optional<String> summary,
    List<String> notes,
    Optional<ErrorCode> code,
    Optional<String> error,
    Optional<String> remedy) {
  public AttemptBody {
    requireNonNull(step, "step is null");
    requireNonNull(worker, "worker is null");
    requireNonNull(state, "state is null");
    requireNonNull(startedAt, "startedAt is null");
    notes = List.copyOf(notes);
  }

  static AttemptBody of(StepAttempt attempt) {
    return new AttemptBody(
        attempt.key().run(),
        attempt.key().step(),
        attempt.key().item(),
        attempt.number(),
        attempt.worker(),
        attempt.state(),
        attempt.started(),
        attempt.ended(),
        attempt.rowsIn(),
        attempt.rowsOut(),
        attempt.snapshot(),
        attempt.summary(),
        attempt.notes(),
        attempt.code(),
        attempt.error(),
        attempt.remedy());
  }

  StepAttempt toAttempt() {
    return new StepAttempt(
        new StepKey(run, step, item),
        number,
        worker,
        state,
        startedAt,
        endedAt,
        rowsIn,
        rowsOut,
        snapshot,
        summary,
        notes,
        code,
        error,
        remedy);
  }
}
