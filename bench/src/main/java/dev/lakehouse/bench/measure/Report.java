package dev.lakehouse.bench.measure;

import static java.util.Objects.requireNonNull;

import java.io.PrintStream;
import java.util.Locale;

/** Prints figures, a line each. Not thread-safe. */
public final class Report {
  private static final String FORMAT = "%-26s  %-24s  %-24s  %7s  %-14s  %-18s  %s%n";
  private static final long MEGABYTE = 1_000_000;

  private final PrintStream out;
  private final boolean judged;

  /**
   * A report.
   *
   * @param judged false if the scale is not the one that the bars are for
   */
  public Report(PrintStream out, boolean judged) {
    this.out = requireNonNull(out, "out is null");
    this.judged = judged;
  }

  /** The line above the figures. */
  public void header() {
    out.printf(
        FORMAT, "work", "ours: median (min..max)", "peer", "ratio", "bar", "peak memory", "");
  }

  /** One figure. */
  public void print(Figure figure) {
    out.printf(
        FORMAT,
        figure.name(),
        figure.ours().text(),
        figure.peer().map(Samples::text).orElse("-"),
        figure.ratio().stream()
            .mapToObj(ratio -> String.format(Locale.ROOT, "%.2f x", ratio))
            .findFirst()
            .orElse("-"),
        figure.bar().text(),
        memory(figure),
        verdict(figure));
    out.flush();
  }

  private static String memory(Figure figure) {
    if (figure.peakBytes().isEmpty()) {
      return "-";
    }
    long peak = figure.peakBytes().getAsLong() / MEGABYTE;
    return figure.peakLimitBytes().isEmpty()
        ? peak + " MB"
        : "%d MB <= %d MB".formatted(peak, figure.peakLimitBytes().getAsLong() / MEGABYTE);
  }

  private String verdict(Figure figure) {
    if (figure.bar() instanceof Bar.None || figure.bar() instanceof Bar.Excused) {
      return "";
    }
    if (!judged) {
      return "not judged at this scale";
    }
    return figure.passes() ? "PASS" : "FALL SHORT";
  }
}
