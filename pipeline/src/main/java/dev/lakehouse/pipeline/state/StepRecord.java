package dev.lakehouse.pipeline.state;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.pipeline.graph.StepState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A step of a run, as it is remembered, with its last attempt.
 *
 * @param value what a fan-out gave it
 * @param idle it ended well and found nothing to do
 * @param attempts how many there have been
 * @param progress how far it is, while it runs
 */
public record StepRecord(
    StepKey key,
    Optional<String> value,
    StepState state,
    boolean idle,
    int attempts,
    Optional<String> progress,
    Optional<Instant> started,
    Optional<Instant> ended,
    Optional<String> worker,
    OptionalLong rowsIn,
    OptionalLong rowsOut,
    OptionalLong snapshot,
    Optional<String> summary,
    List<String> notes,
    Optional<ErrorCode> code,
    Optional<String> error,
    Optional<String> remedy) {
  public StepRecord {
    requireNonNull(key, "key is null");
    requireNonNull(state, "state is null");
    notes = List.copyOf(notes);
  }
}
