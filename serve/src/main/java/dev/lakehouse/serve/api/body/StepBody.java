package dev.lakehouse.serve.api.body;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.pipeline.graph.StepState;
import dev.lakehouse.pipeline.state.StepKey;
import dev.lakehouse.pipeline.state.StepRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A step of a run with its last attempt; see {@link StepRecord}.
 *
 * @param item 0, or its number in a fan-out, from 1
 * @param value what a fan-out gave it
 */
public record StepBody(
    long run,
    String step,
    int item,
    Optional<String> value,
    StepState state,
    boolean idle,
    int attempts,
    Optional<String> progress,
    Optional<Instant> startedAt,
    Optional<Instant> endedAt,
    Optional<String> worker,
    OptionalLong rowsIn,
    OptionalLong rowsOut,
    OptionalLong snapshot,
    Optional<String> summary,
    List<String> notes,
    Optional<ErrorCode> code,
    Optional<String> error,
    Optional<String> remedy) {
  public StepBody {
    requireNonNull(step, "step is null");
    requireNonNull(state, "state is null");
    notes = List.copyOf(notes);
  }

  public static StepBody of(StepRecord step) {
    return new StepBody(
        step.key().run(),
        step.key().step(),
        step.key().item(),
        step.value(),
        step.state(),
        step.idle(),
        step.attempts(),
        step.progress(),
        step.started(),
        step.ended(),
        step.worker(),
        step.rowsIn(),
        step.rowsOut(),
        step.snapshot(),
        step.summary(),
        step.notes(),
        step.code(),
        step.error(),
        step.remedy());
  }

  public StepRecord toRecord() {
    return new StepRecord(
        new StepKey(run, step, item),
        value,
        state,
        idle,
        attempts,
        progress,
        startedAt,
        endedAt,
        worker,
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
