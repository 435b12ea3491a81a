package dev.lakehouse.pipeline.run;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * For how long ended runs are remembered.
 *
 * @param keep for so long at least
 * @param keepLast so many of the youngest of each pipeline, whatever their age
 */
public record HistorySettings(Duration keep, int keepLast) {
  /** What holds if nobody says otherwise. */
  public static final HistorySettings DEFAULT = new HistorySettings(Duration.ofDays(90), 20);

  public HistorySettings {
    requireNonNull(keep, "keep is null");
    if (keep.isNegative() || keepLast < 0) {
      throw new IllegalArgumentException("negative: " + keep + ", " + keepLast);
    }
  }
}
