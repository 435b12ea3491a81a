package dev.lakehouse.pipeline.state;

/** What a pipeline's callbacks are told of. */
public enum CallbackEvent {
  /** A run has ended well. */
  SUCCESS,
  /** A run has failed; not one that somebody cancelled. */
  FAILURE,
  /** A run has not ended when it should have, or has not even begun. */
  LATE
}
