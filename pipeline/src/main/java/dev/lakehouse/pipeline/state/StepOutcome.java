package dev.lakehouse.pipeline.state;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** How an attempt of a step ended. */
public sealed interface StepOutcome {
  /**
   * It did its work, or found that there was none.
   *
   * @param idle there was nothing to do
   * @param summary that, in a line
   * @param notes more for people to know, a line each
   * @param outputs what a fan-out after it may go over
   */
  record Done(
      boolean idle,
      String summary,
      List<String> notes,
      List<String> outputs,
      OptionalLong rowsIn,
      OptionalLong rowsOut,
      OptionalLong snapshot)
      implements StepOutcome {
    public Done {
      requireNonNull(summary, "summary is null");
      notes = List.copyOf(notes);
      outputs = List.copyOf(outputs);
    }
  }

  /**
   * It failed.
   *
   * @param code what kind of thing went wrong
   * @param error what went wrong, in a sentence
   * @param remedy what can be done; empty if nobody knows
   * @param notes more for people to know, a line each
   * @param repeatable false if the same would happen again
   */
  record Failed(
      ErrorCode code, String error, Optional<String> remedy, List<String> notes, boolean repeatable)
      implements StepOutcome {
    public Failed {
      requireNonNull(code, "code is null");
      requireNonNull(error, "error is null");
      requireNonNull(remedy, "remedy is null");
      notes = List.copyOf(notes);
    }
  }

  /** Its worker was told to stop; another takes it up. */
  record Interrupted() implements StepOutcome {}
}
