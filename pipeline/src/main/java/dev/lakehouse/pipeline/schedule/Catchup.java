package dev.lakehouse.pipeline.schedule;

/** What becomes of times that passed while no server ran, or while a pipeline was paused. */
public enum Catchup {
  /** They are let go. */
  NONE,
  /** The last of them gets a run. */
  LAST,
  /** Each of them gets a run. */
  ALL
}
