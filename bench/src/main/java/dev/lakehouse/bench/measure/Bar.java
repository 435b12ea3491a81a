package dev.lakehouse.bench.measure;

import java.util.Locale;

/** What a measured time is held against. */
public sealed interface Bar {
  /** True if the times are good enough. */
  boolean isMet(Figure figure);

  /** The bar for people. */
  String text();

  /** At most so many times the median of the peer. */
  record TimesPeer(double factor) implements Bar {
    @Override
    public boolean isMet(Figure figure) {
      return figure.ratio().orElseThrow() <= factor;
    }

    @Override
    public String text() {
      return String.format(Locale.ROOT, "<= %.2f x", factor);
    }
  }

  /** The median of a real Trino is at least so many times ours. */
  record TimesFasterThanTrino(double factor) implements Bar {
    @Override
    public boolean isMet(Figure figure) {
      return figure.timesFasterThanTrino().orElseThrow() >= factor;
    }

    @Override
    public String text() {
      return String.format(Locale.ROOT, "Trino >= %.1f x", factor);
    }
  }

  /** At most so many seconds. */
  record Seconds(double limit) implements Bar {
    @Override
    public boolean isMet(Figure figure) {
      return figure.ours().median() <= limit;
    }

    @Override
    public String text() {
      return String.format(Locale.ROOT, limit < 1 ? "<= %.0f ms" : "<= %.1f s", inUnits());
    }

    private double inUnits() {
      return limit < 1 ? limit * 1000 : limit;
    }
  }

  /** At least so many things a second, of those that one run works through. */
  record PerSecond(String things, long inOneRun, double limit) implements Bar {
    @Override
    public boolean isMet(Figure figure) {
      return inOneRun / figure.ours().median() >= limit;
    }

    @Override
    public String text() {
      return String.format(Locale.ROOT, ">= %.0f %s/s", limit, things);
    }
  }

  /** It is done at all. */
  record Completes() implements Bar {
    @Override
    public boolean isMet(Figure figure) {
      return true;
    }

    @Override
    public String text() {
      return "completes";
    }
  }

  /** Nothing is asked of it, for a reason. */
  record Excused(String reason) implements Bar {
    @Override
    public boolean isMet(Figure figure) {
      return true;
    }

    @Override
    public String text() {
      return reason;
    }
  }

  /** Nothing is asked of it. */
  record None() implements Bar {
    @Override
    public boolean isMet(Figure figure) {
      return true;
    }

    @Override
    public String text() {
      return "-";
    }
  }
}
