package dev.lakehouse.serve.api.body;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.plan.Retries;
import java.time.Duration;

/**
 * How often a step that fails is tried again, and after what time; see {@link Retries}.
 *
 * @param delay the time before the first repetition
 * @param factor by which each further time is longer
 */
public record RetriesBody(int times, Duration delay, double factor, Duration longestDelay) {
  public RetriesBody {
    requireNonNull(delay, "delay is null");
    requireNonNull(longestDelay, "longestDelay is null");
  }

  static RetriesBody of(Retries retries) {
    return new RetriesBody(retries.times(), retries.delay(), retries.factor(), retries.most());
  }

  Retries toRetries() {
    return new Retries(times, delay, factor, longestDelay);
  }
}
