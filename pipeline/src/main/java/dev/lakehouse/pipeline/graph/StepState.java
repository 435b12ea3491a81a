package dev.lakehouse.pipeline.graph;

/** Where a step of a run is. */
public enum StepState {
  /** Steps that it needs have not ended. */
  WAITING,
  /** A worker may take it. */
  QUEUED,
  /** A worker is at it. */
  RUNNING,
  /** It failed, and will be tried again. */
  RETRYING,
  /** It ended well. */
  SUCCESS,
  /** It failed, and is not tried again. */
  FAILED,
  /** It was not run, because its rule says so. */
  SKIPPED,
  /** It was not run, because a step that it needs failed. */
  UPSTREAM_FAILED,
  /** Somebody cancelled the run before it ended. */
  CANCELLED;

  /** True if it stays as it is, unless somebody asks for it anew. */
  public boolean isFinal() {
    return switch (this) {
      case WAITING, QUEUED, RUNNING, RETRYING -> false;
      case SUCCESS, FAILED, SKIPPED, UPSTREAM_FAILED, CANCELLED -> true;
    };
  }

  /** True if the work that others count on was not done. */
  public boolean isFailure() {
    return this == FAILED || this == UPSTREAM_FAILED;
  }
}
