package dev.lakehouse.pipeline.step;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What a step did.
 *
 * @param status how it ended
 * @param summary that, in a line
 * @param notes more for people to know, a line each
 */
public record StepReport(Status status, String summary, List<String> notes) {
  /** How a step ended. */
  public enum Status {
    /** It did its work. */
    DONE,
    /** There was nothing to do. */
    IDLE,
    /** A part of its work failed; the notes say which. */
    FAILED
  }

  public StepReport {
    requireNonNull(status, "status is null");
    requireNonNull(summary, "summary is null");
    notes = List.copyOf(notes);
  }

  static StepReport done(String summary) {
    return new StepReport(Status.DONE, summary, List.of());
  }

  static StepReport idle(String summary) {
    return new StepReport(Status.IDLE, summary, List.of());
  }
}
