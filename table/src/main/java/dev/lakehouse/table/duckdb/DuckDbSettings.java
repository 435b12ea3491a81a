package dev.lakehouse.table.duckdb;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * The footprint of the embedded engine.
 *
 * @param memoryBytes how much DuckDB may hold before it spills
 * @param threads how many threads it works with
 * @param spillDirectory where it spills to
 */
public record DuckDbSettings(long memoryBytes, int threads, Path spillDirectory) {
  /** The least that {@code memoryBytes} can be. */
  public static final long SMALLEST_MEMORY = 64L << 20;

  public DuckDbSettings {
    requireNonNull(spillDirectory, "spillDirectory is null");
    if (memoryBytes < SMALLEST_MEMORY) {
      throw new IllegalArgumentException("memoryBytes is under 64 MB: " + memoryBytes);
    }
    if (threads < 1) {
      throw new IllegalArgumentException("threads is under 1: " + threads);
    }
  }
}
