package dev.lakehouse.pipeline.state;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An attempt of a step, as it is remembered.
 *
 * @param number from 1
 */
public record StepAttempt(
    StepKey key,
    int number,
    String worker,
    AttemptState state,
    Instant started,
    Optional<Instant> ended,
    OptionalLong rowsIn,
    OptionalLong rowsOut,
    OptionalLong snapshot,
    Optional<String> summary,
    List<String> notes,
    Optional<ErrorCode> code,
    Optional<String> error,
    Optional<String> remedy) {
  public StepAttempt {
    requireNonNull(key, "key is null");
    requireNonNull(worker, "worker is null");
    requireNonNull(state, "state is null");
    requireNonNull(started, "started is null");
    requireNonNull(ended, "ended is null");
    notes = List.copyOf(notes);
  }

  /** How an attempt ended, if it has. */
  public enum AttemptState {
    RUNNING,
    SUCCESS,
    FAILED,
    /** Its worker was stopped before it ended. */
    INTERRUPTED,
    /** Its worker died, or could not be reached. */
    LOST
  }
}
