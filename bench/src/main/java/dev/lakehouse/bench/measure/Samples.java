package dev.lakehouse.bench.measure;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How long the same work took, several times over. Immutable.
 *
 * @param times one time for each run, from the shortest to the longest
 */
public record Samples(List<Duration> times) {
  private static final double NANOS = 1e9;
  private static final double MILLIS_BELOW_SECONDS = 1;

  public Samples {
    times = times.stream().sorted().toList();
    if (times.isEmpty()) {
      throw new IllegalArgumentException("times is empty");
    }
  }

  /** Does something once without looking, then so many times. */
  public static Samples measure(int runs, Work work) {
    work.time();
    return new Samples(Stream.generate(work::time).limit(runs).toList());
  }

  /** The median in seconds; of an even number of runs, the mean of the two in the middle. */
  public double median() {
    int middle = times.size() / 2;
    return times.size() % 2 == 1
        ? seconds(times.get(middle))
        : (seconds(times.get(middle - 1)) + seconds(times.get(middle))) / 2;
  }

  /** The median and, in brackets, the shortest and the longest time. */
  public String text() {
    double median = median();
    double unit = median < MILLIS_BELOW_SECONDS ? 1000 : 1;
    String format = median < MILLIS_BELOW_SECONDS ? "%.0f ms (%.0f..%.0f)" : "%.2f s (%.2f..%.2f)";
    return String.format(
        Locale.ROOT,
        format,
        median * unit,
        seconds(times.getFirst()) * unit,
        seconds(times.getLast()) * unit);
  }

  private static double seconds(Duration time) {
    return time.toNanos() / NANOS;
  }
}
