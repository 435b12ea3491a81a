package dev.lakehouse.app.terminal;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Quantities as people write them: rounded, with a unit, the same in every locale. */
public final class HumanFormat {
  private static final List<String> BYTE_UNITS = List.of("B", "kB", "MB", "GB", "TB", "PB", "EB");
  private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private HumanFormat() {}

  /**
   * A number of bytes in decimal units (1 kB is 1000 B): {@code 512 B}, {@code 1.2 MB}.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public static String bytes(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("a negative number of bytes: " + bytes);
    }
    if (bytes < 1000) {
      return bytes + " B";
    }
    BigDecimal value = BigDecimal.valueOf(bytes);
    int unit = 0;
    // Rounded before the comparison, so that 999,990 is "1.0 MB" and not "1000.0 kB".
    while (value.setScale(1, RoundingMode.HALF_UP).compareTo(THOUSAND) >= 0) {
      value = value.movePointLeft(3);
      unit++;
    }
    return value.setScale(1, RoundingMode.HALF_UP) + " " + BYTE_UNITS.get(unit);
  }

  /**
   * A length of time in about three digits: {@code 12 ms}, {@code 1.24 s}, {@code 3m 05s}, {@code
   * 2h 07m}, {@code 3d 04h}.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public static String duration(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("a negative duration: " + duration);
    }
    long millis = rounded(duration, NANOS_PER_MILLI);
    if (millis < 1000) {
      return millis + " ms";
    }
    long hundredths = rounded(duration, NANOS_PER_SECOND / 100);
    if (hundredths < 6000) {
      return String.format(Locale.ROOT, "%d.%02d s", hundredths / 100, hundredths % 100);
    }
    long seconds = rounded(duration, NANOS_PER_SECOND);
    if (seconds < 3600) {
      return pair(seconds, 60, "m", "s");
    }
    long minutes = (seconds + 30) / 60;
    if (minutes < 24 * 60) {
      return pair(minutes, 60, "h", "m");
    }
    return pair((seconds + 1800) / 3600, 24, "d", "h");
  }

  /** A whole number with its thousands set off: {@code 1,234,567}. */
  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** A count with its noun: {@code 1 row}, {@code 200 rows}. */
  public static String count(long count, String singular, String plural) {
    return count(count) + " " + (count == 1 ? singular : plural);
  }

  private static long rounded(Duration duration, long unitNanos) {
    Duration half = duration.plusNanos(unitNanos / 2);
    return half.dividedBy(Duration.ofNanos(unitNanos));
  }

  private static String pair(long small, long perLarge, String largeUnit, String smallUnit) {
    return String.format(
        Locale.ROOT, "%d%s %02d%s", small / perLarge, largeUnit, small % perLarge, smallUnit);
  }
}
