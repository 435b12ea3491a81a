package dev.lakehouse.pipeline.state;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What begins a run.
 *
 * @param trigger manual, schedule, sensor …
 * @param key what makes it the same run if it is asked for twice; empty if every request is its own
 * @param logicalTime the time that the run is about
 */
public record RunRequest(
    String trigger, Optional<String> key, Instant logicalTime, Map<String, String> parameters) {
  public RunRequest {
    requireNonNull(trigger, "trigger is null");
    requireNonNull(key, "key is null");
    requireNonNull(logicalTime, "logicalTime is null");
    parameters = Map.copyOf(parameters);
  }

  /** A schedule says that it is time. */
  public static RunRequest scheduled(Instant time, Map<String, String> parameters) {
    return new RunRequest("schedule", Optional.of("schedule " + time), time, parameters);
  }

  /** Somebody wants a run now. */
  public static RunRequest manual(Instant now, Map<String, String> parameters) {
    return new RunRequest("manual", Optional.empty(), now, parameters);
  }
}
