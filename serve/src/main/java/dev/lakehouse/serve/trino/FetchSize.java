package dev.lakehouse.serve.trino;

/** How many rows to ask for, so that they come in pieces of some size however wide they are. */
final class FetchSize {
  private static final int FIRST = 100;
  private static final int MOST = 8192;
  private static final int BYTES = 1 << 18;

  private int rows = FIRST;

  int rows() {
    return rows;
  }

  /** Notes how large the last rows were; at least one row. */
  void observe(int count, int bytes) {
    long fitting = (long) BYTES * count / Math.max(bytes, 1);
    rows = (int) Math.clamp(fitting, 1, Math.min(MOST, 8L * rows));
  }
}
