package dev.lakehouse.pipeline.step;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.OptionalLong;

/**
 * What a step did.
 *
 * @param status how it ended
 * @param summary that, in a line
 * @param notes more for people to know, a line each
 * @param outputs what a fan-out after it may go over
 * @param counts what it read and wrote
 */
public record StepReport(
    Status status, String summary, List<String> notes, List<String> outputs, Counts counts) {
  /** How a step ended. */
  public enum Status {
    /** It did its work. */
    DONE,
    /** There was nothing to do. */
    IDLE,
    /** A part of its work failed; the notes say which. */
    FAILED
  }

  /**
   * What a step read and wrote; empty where it does not count.
   *
   * @param snapshot the snapshot that it made, if it made just one
   */
  public record Counts(OptionalLong rowsIn, OptionalLong rowsOut, OptionalLong snapshot) {
    /** Nothing was counted. */
    public static final Counts NONE =
        new Counts(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

    public Counts {
      requireNonNull(rowsIn, "rowsIn is null");
      requireNonNull(rowsOut, "rowsOut is null");
      requireNonNull(snapshot, "snapshot is null");
    }

    /** Rows that were read, and perhaps written. */
    static Counts of(long rowsIn, long rowsOut) {
      return new Counts(OptionalLong.of(rowsIn), OptionalLong.of(rowsOut), OptionalLong.empty());
    }

    /** Rows that were only read. */
    static Counts read(long rowsIn) {
      return new Counts(OptionalLong.of(rowsIn), OptionalLong.empty(), OptionalLong.empty());
    }

    /** The same with the snapshot that was made. */
    Counts in(OptionalLong newSnapshot) {
      return new Counts(rowsIn, rowsOut, newSnapshot);
    }
  }

  public StepReport {
    requireNonNull(status, "status is null");
    requireNonNull(summary, "summary is null");
    notes = List.copyOf(notes);
    outputs = List.copyOf(outputs);
    requireNonNull(counts, "counts is null");
  }

  StepReport(Status status, String summary, List<String> notes) {
    this(status, summary, notes, List.of(), Counts.NONE);
  }

  static StepReport done(String summary) {
    return new StepReport(Status.DONE, summary, List.of());
  }

  static StepReport idle(String summary) {
    return new StepReport(Status.IDLE, summary, List.of());
  }

  StepReport withNotes(List<String> newNotes) {
    return new StepReport(status, summary, newNotes, outputs, counts);
  }

  StepReport withOutputs(List<String> newOutputs) {
    return new StepReport(status, summary, notes, newOutputs, counts);
  }

  StepReport withCounts(Counts newCounts) {
    return new StepReport(status, summary, notes, outputs, newCounts);
  }
}
