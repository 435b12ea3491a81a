package dev.lakehouse.bench.work;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.bench.lab.TemporaryDirectory;
import dev.lakehouse.bench.lab.Workbench;
import dev.lakehouse.bench.measure.Bar;
import dev.lakehouse.bench.measure.Figure;
import dev.lakehouse.bench.measure.Paired;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.duckdb.SqlText;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * A large CSV file becomes a committed table; the peer is DuckDB's bare COPY of the same file into
 * Parquet, which neither checks a type, nor forces anything to the disk, nor commits.
 */
public final class CsvLoadBenchmark implements Benchmark {
  private static final long PEAK_LIMIT_BYTES = 700_000_000;

  private final String name;
  private final CsvLoad load;
  private final double factor;

  /**
   * A benchmark.
   *
   * @param factor how many times as long as the peer it may take
   */
  public CsvLoadBenchmark(String name, CsvLoad load, double factor) {
    this.name = requireNonNull(name, "name is null");
    this.load = requireNonNull(load, "load is null");
    this.factor = factor;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return "a CSV file of 576 MB, its types "
        + switch (load) {
          case DECLARED -> "declared";
          case INFERRED -> "inferred from all of it";
        };
  }

  @Override
  public void run(Workbench bench, int runs, Consumer<Figure> figures) {
    Path file = bench.salesCsv();
    try (DuckSession session = bench.tables().session()) {
      Paired times =
          Paired.measure(runs, () -> load(bench, file), () -> copy(bench, session, file));
      LoadProcess.Result alone = LoadProcess.run(bench, load, file);
      requireAllRows(bench, alone.rows());
      figures.accept(
          Figure.of(name, times, new Bar.TimesPeer(factor))
              .withPeak(alone.peakBytes(), OptionalLong.of(PEAK_LIMIT_BYTES)));
    }
  }

  private Runnable load(Workbench bench, Path file) {
    TableIdentifier table = Workbench.newTable();
    requireAllRows(bench, load.into(table, bench, file));
    return () -> bench.drop(table);
  }

  private static Runnable copy(Workbench bench, DuckSession session, Path file) {
    Path target = bench.work().resolve("peer.parquet");
    session.execute(
        "COPY (FROM read_csv(%s)) TO %s (FORMAT parquet, COMPRESSION zstd)"
            .formatted(SqlText.literal(file.toString()), SqlText.literal(target.toString())));
    return () -> TemporaryDirectory.deleteRecursively(target);
  }

  private static void requireAllRows(Workbench bench, long rows) {
    if (rows != bench.scale().rows()) {
      throw new IllegalStateException("%d rows were loaded".formatted(rows));
    }
  }
}
