package dev.lakehouse.pipeline.plan;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How often a step that fails is tried again, and after what time.
 *
 * @param times how often; 0 for never
 * @param delay the time before the first repetition
 * @param factor by which each further time is longer; at least 1
 * @param most the longest time
 */
public record Retries(int times, Duration delay, double factor, Duration most) {
  /** A step that is tried once. */
  public static final Retries NONE = new Retries(0, Duration.ZERO, 1, Duration.ZERO);

  public Retries {
    requireNonNull(delay, "delay is null");
    requireNonNull(most, "most is null");
    if (times < 0 || delay.isNegative() || factor < 1) {
      throw new IllegalArgumentException(
          "no such retries: %d, %s, %s".formatted(times, delay, factor));
    }
  }

  /** True if a step that failed so many times is tried again. */
  public boolean allow(int failures) {
    return failures <= times;
  }

  /** The time before the next attempt, after so many failures. */
  public Duration delayAfter(int failures) {
    double millis = delay.toMillis() * Math.pow(factor, Math.max(0, failures - 1));
    return millis >= most.toMillis() ? most : Duration.ofMillis((long) millis);
  }
}
