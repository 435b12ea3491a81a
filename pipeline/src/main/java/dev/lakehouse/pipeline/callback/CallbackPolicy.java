package dev.lakehouse.pipeline.callback;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How often a callback is tried.
 *
 * @param delay the pause after the first try; it doubles with every other
 * @param longestDelay the longest pause
 * @param tries how many tries there are before it is given up
 */
public record CallbackPolicy(Duration delay, Duration longestDelay, int tries) {
  /** Ten tries within about half an hour. */
  public static final CallbackPolicy DEFAULT =
      new CallbackPolicy(Duration.ofSeconds(5), Duration.ofMinutes(10), 10);

  private static final int MOST_DOUBLINGS = 20;

  public CallbackPolicy {
    requireNonNull(delay, "delay is null");
    requireNonNull(longestDelay, "longestDelay is null");
    if (tries < 1) {
      throw new IllegalArgumentException("tries is under 1: " + tries);
    }
  }

  Duration delayAfter(int attempt) {
    Duration doubled = delay.multipliedBy(1L << Math.min(attempt - 1, MOST_DOUBLINGS));
    return doubled.compareTo(longestDelay) < 0 ? doubled : longestDelay;
  }
}
