package dev.lakehouse.pipeline.log;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.state.StepKey;
import java.time.Instant;
import java.util.Optional;

/**
 * A line of the log of an attempt.
 *
 * @param key the step
 * @param value the value that a fan-out gave the step
 * @param attempt which attempt of the step said it, from 1
 * @param time when it was said
 */
public record LogLine(StepKey key, Optional<String> value, int attempt, Instant time, String text) {
  public LogLine {
    requireNonNull(key, "key is null");
    requireNonNull(value, "value is null");
    requireNonNull(time, "time is null");
    requireNonNull(text, "text is null");
  }
}
