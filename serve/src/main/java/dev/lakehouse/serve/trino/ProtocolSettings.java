package dev.lakehouse.serve.trino;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How many queries run, and how long what nobody fetches is kept.
 *
 * @param maxRunning how many queries run at once; the others wait, first come, first served
 * @param maxQueued how many may wait; beyond that they are refused
 * @param abandonedAfter after how long without a request of its client a query is given up
 * @param resultsKept how long the last page of a finished query can be fetched again; those of
 *     older queries go earlier if all of them need more than 32 MB
 */
public record ProtocolSettings(
    int maxRunning, int maxQueued, Duration abandonedAfter, Duration resultsKept) {
  /** 64 at once, 1000 in the queue; given up after 5 minutes. */
  public static final ProtocolSettings DEFAULT =
      new ProtocolSettings(64, 1000, Duration.ofMinutes(5), Duration.ofMinutes(1));

  public ProtocolSettings {
    requirePositive(maxRunning, "maxRunning");
    requirePositive(maxQueued, "maxQueued");
    requirePositive(abandonedAfter, "abandonedAfter");
    requirePositive(resultsKept, "resultsKept");
  }

  private static void requirePositive(int value, String name) {
    if (value <= 0) {
      throw new IllegalArgumentException("%s is %d".formatted(name, value));
    }
  }

  private static void requirePositive(Duration value, String name) {
    requireNonNull(value, () -> name + " is null");
    if (!value.isPositive()) {
      throw new IllegalArgumentException("%s is %s".formatted(name, value));
    }
  }
}
