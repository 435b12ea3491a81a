package dev.lakehouse.bench.measure;

import static java.util.Objects.requireNonNull;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Prints figures, a line each. Not thread-safe. */
public final class Report {
  private static final String TIMES = "%-26s  %-24s  %-24s  %7s  ";
  private static final String TRINO = "%-24s  %8s  ";
  private static final String BARS = "%-14s  %-18s  %s%n";
  private static final long MEGABYTE = 1_000_000;

  private final PrintStream out;
  private final boolean judged;
  private final boolean trino;

  /**
   * A report.
   *
   * @param judged false if the scale is not the one that the bars are for
   * @param trino true if there are columns for the times of a real Trino
   */
  public Report(PrintStream out, boolean judged, boolean trino) {
    this.out = requireNonNull(out, "out is null");
    this.judged = judged;
    this.trino = trino;
  }

  /** The line above the figures. */
  public void header() {
    out.printf(TIMES, "work", "ours: median (min..max)", "peer", "ratio");
    if (trino) {
      out.printf(TRINO, "Trino", "to ours");
    }
    out.printf(BARS, "bar", "peak memory", "");
  }

  /** One figure. */
  public void print(Figure figure) {
    out.printf(
        TIMES, figure.name(), figure.ours().text(), text(figure.peer()), text(figure.ratio()));
    if (trino) {
      out.printf(TRINO, text(figure.trino()), text(figure.timesFasterThanTrino()));
    }
    out.printf(BARS, figure.bar().text(), memory(figure), verdict(figure));
    out.flush();
  }

  private static String text(Optional<Samples> times) {
    return times.map(Samples::text).orElse("-");
  }

  private static String text(OptionalDouble ratio) {
    return ratio.isPresent() ? String.format(Locale.ROOT, "%.2f x", ratio.getAsDouble()) : "-";
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
