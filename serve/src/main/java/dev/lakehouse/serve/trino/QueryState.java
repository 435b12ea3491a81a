package dev.lakehouse.serve.trino;

/** How far a query is; a subset of Trino's states. */
public enum QueryState {
  /** It waits for others to end. */
  QUEUED,
  /** It is analysed or executed, or has rows that its client has not fetched. */
  RUNNING,
  /** Its client has everything. */
  FINISHED,
  /** It failed, was cancelled or given up. */
  FAILED;

  /** Whether it has ended, well or not. */
  public boolean isDone() {
    return this == FINISHED || this == FAILED;
  }
}
