package dev.lakehouse.pipeline.state;

/** Where a run is. */
public enum RunState {
  /** It waits until others of its pipeline have ended. */
  QUEUED,
  RUNNING,
  /** Somebody cancelled it, and its running steps have not stopped yet. */
  CANCELLING,
  SUCCESS,
  FAILED,
  CANCELLED;

  /** True if it stays as it is, unless somebody asks for its steps anew. */
  public boolean isFinal() {
    return switch (this) {
      case QUEUED, RUNNING, CANCELLING -> false;
      case SUCCESS, FAILED, CANCELLED -> true;
    };
  }
}
