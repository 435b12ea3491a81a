package dev.lakehouse.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every benchmark runs, checks its own results, and prints its line. How fast is not asked here.
 */
class BenchTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Those that print a line with their name. */
  private static final List<String> NAMES =
      List.of(
          "csv-declared",
          "csv-inferred",
          "upsert-bigint",
          "upsert-varchar",
          "append",
          "small-files",
          "unchanged-files",
          "scan",
          "quality",
          "quality-bigint",
          "optimize",
          "expire-and-remove",
          "run-chain",
          "run-fan-out",
          "run-history",
          "select-1",
          "merge-50",
          "insert-500",
          "rows-1m",
          "upload-to-query",
          "analysis",
          "csv-huge");

  private int run(String... args) {
    return Bench.run(new PrintStream(bytes, true, StandardCharsets.UTF_8), args);
  }

  private String output() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void benchmarksRunWithFewRows(@TempDir Path keep) {
    List<String> arguments =
        new ArrayList<>(List.of("--rows", "20000", "--runs", "1", "--keep", keep.toString()));
    arguments.addAll(NAMES);
    // Not TPC-DS: with its 99 queries it takes as long as all others.
    arguments.add("tpch");

    assertThat(run(arguments.toArray(String[]::new))).as(output()).isZero();

    assertThat(output().lines().map(line -> line.split(" ", 2)[0]))
        .containsAll(NAMES)
        .contains(
            "append-after-4-commits",
            "quality-others",
            "expire-and-remove",
            "run-history-start",
            "history-pipelines",
            "tpch-q22",
            "tpch-geometric-mean");
    assertThat(keep).isDirectoryContaining("glob:**/lakehouse-bench-kept-20000");
    assertThat(output()).contains("not judged at this scale").doesNotContain("PASS", "FALL SHORT");
  }

  @Test
  void aTrinoThatWasNotBuiltIsWrongUsage() {
    assertThat(run("select-1", "--trino")).isEqualTo(2);
  }

  @Test
  void anUnknownNameIsWrongUsageAndTheKnownOnesAreNamed() {
    assertThat(run("upserts")).isEqualTo(2);
  }
}
