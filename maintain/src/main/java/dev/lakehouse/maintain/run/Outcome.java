package dev.lakehouse.maintain.run;

import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.maintain.run.OperationReport.Status;
import dev.lakehouse.table.maintain.Extent;
import java.util.Optional;

/** How an operation ended; see {@link OperationReport}. */
record Outcome(
    Status status,
    String summary,
    Optional<Extent> before,
    Optional<Extent> after,
    Optional<LakehouseException> failure) {
  static Outcome done(String summary, Extent before, Extent after) {
    return new Outcome(
        Status.SUCCESS, summary, Optional.of(before), Optional.of(after), Optional.empty());
  }

  /** There was nothing to do, which was known before anything was counted. */
  static Outcome nothing(String summary) {
    return new Outcome(
        Status.SUCCESS, summary, Optional.empty(), Optional.empty(), Optional.empty());
  }

  static Outcome skipped(String reason) {
    return new Outcome(
        Status.SKIPPED, reason, Optional.empty(), Optional.empty(), Optional.empty());
  }

  static Outcome failed(LakehouseException failure) {
    return new Outcome(
        Status.FAILED,
        failure.getMessage(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(failure));
  }
}
