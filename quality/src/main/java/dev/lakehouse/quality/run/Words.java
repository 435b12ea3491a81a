package dev.lakehouse.quality.run;

import dev.lakehouse.base.error.LakehouseException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Parts of details. */
final class Words {
  private static final int MOST_VALUES = 10;

  private Words() {}

  static String count(long number, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
  }

  /** Names or values, not all of them if they are many. */
  static String list(List<String> words) {
    return words.stream().limit(MOST_VALUES).collect(Collectors.joining(", "))
        + (words.size() > MOST_VALUES ? ", …" : "");
  }

  /** A length of time as settings have it. */
  static String duration(Duration duration) {
    StringBuilder text = new StringBuilder();
    append(text, duration.toDaysPart(), "d");
    append(text, duration.toHoursPart(), "h");
    append(text, duration.toMinutesPart(), "m");
    append(text, duration.toSecondsPart(), "s");
    append(text, duration.toMillisPart(), "ms");
    return text.isEmpty() ? "0s" : text.toString();
  }

  private static void append(StringBuilder text, long number, String unit) {
    if (number != 0) {
      text.append(number).append(unit);
    }
  }

  /** What went wrong and what to do, in one line. */
  static String of(LakehouseException e) {
    return e.getMessage() + e.remedy().map(remedy -> "; " + remedy).orElse("");
  }
}
