package dev.lakehouse.bench.work;

/** Checks that what was timed was done. */
final class Expected {
  private Expected() {}

  static void count(long expected, long found) {
    if (expected != found) {
      throw new IllegalStateException("%d were expected, not %d".formatted(expected, found));
    }
  }
}
