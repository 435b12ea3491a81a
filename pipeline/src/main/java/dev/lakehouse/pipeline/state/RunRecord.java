package dev.lakehouse.pipeline.state;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A run, as it is remembered.
 *
 * @param trigger what began it
 * @param logicalTime the time that it is about
 * @param error the first thing that went wrong; empty if nothing did
 */
public record RunRecord(
    long id,
    String pipeline,
    RunState state,
    String trigger,
    Instant logicalTime,
    Map<String, String> parameters,
    Instant created,
    Optional<Instant> started,
    Optional<Instant> ended,
    Optional<String> error) {
  public RunRecord {
    requireNonNull(pipeline, "pipeline is null");
    requireNonNull(state, "state is null");
    requireNonNull(trigger, "trigger is null");
    parameters = Map.copyOf(parameters);
  }
}
