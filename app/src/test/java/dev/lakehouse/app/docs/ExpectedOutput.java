package dev.lakehouse.app.docs;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What a page shows of a command's output, and whether it is what the command printed.
 *
 * <p>These parts may differ, because they differ from run to run: ids of snapshots, times of day,
 * lengths of time, sizes in bytes, and with them the width of columns. A line {@code ...} stands
 * for any number of lines. Everything else must be equal.
 */
record ExpectedOutput(List<String> shown) {
  private static final String ELISION = "...";

  private record Mask(Pattern volatilePart, String sign) {
    Mask(String volatilePart, String sign) {
      this(Pattern.compile(volatilePart), sign);
    }
  }

  private static final List<Mask> MASKS =
      List.of(
          new Mask("\\b\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z| UTC)", "<time>"),
          new Mask("\\b\\d{15,19}\\b", "<snapshot>"),
          new Mask("\\b\\d+(\\.\\d+)? (ms|s)\\b|\\b\\d+m \\d\\ds\\b", "<duration>"),
          new Mask("\\b\\d+(\\.\\d+)? (B|kB|MB|GB)(?= |$)", "<size>"),
          new Mask("-{3,}", "---"),
          new Mask(" +", " "),
          new Mask(" $", ""));

  /** The lines with a sign for each part that may differ. */
  static List<String> masked(List<String> lines) {
    return lines.stream().map(ExpectedOutput::masked).toList();
  }

  private static String masked(String line) {
    String text = line;
    for (Mask mask : MASKS) {
      text = mask.volatilePart().matcher(text).replaceAll(mask.sign());
    }
    return text;
  }

  boolean matches(List<String> printed) {
    return matches(masked(shown), masked(printed));
  }

  private static boolean matches(List<String> shown, List<String> printed) {
    if (shown.isEmpty()) {
      return printed.isEmpty();
    }
    List<String> rest = shown.subList(1, shown.size());
    if (!shown.getFirst().equals(ELISION)) {
      return !printed.isEmpty()
          && shown.getFirst().equals(printed.getFirst())
          && matches(rest, printed.subList(1, printed.size()));
    }
    for (int skipped = 0; skipped <= printed.size(); skipped++) {
      if (matches(rest, printed.subList(skipped, printed.size()))) {
        return true;
      }
    }
    return false;
  }
}
