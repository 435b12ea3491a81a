package dev.lakehouse.bench.work;

import dev.lakehouse.bench.lab.Workbench;
import dev.lakehouse.bench.measure.Bar;
import dev.lakehouse.bench.measure.Figure;
import dev.lakehouse.bench.measure.HeapPeak;
import dev.lakehouse.bench.measure.Samples;
import dev.lakehouse.bench.sql.SqlLab;
import dev.lakehouse.bench.sql.Workload;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** A large result through Trino's JDBC driver; the peak is that of the heap, driver included. */
public final class LargeResultBenchmark extends SqlWork {
  private static final double ROWS_PER_SECOND = 300_000;

  public LargeResultBenchmark() {
    super("rows-1m", "a result of 1,000,000 rows through the server");
  }

  @Override
  void run(Workbench bench, SqlLab lab, int runs, Consumer<Figure> figures) {
    lab.load(Workload.TPCH, scaleFactor(bench));
    lab.useSchema(Workload.TPCH);
    long rows = Math.round(1_000_000 * Math.min(1, scaleFactor(bench)));
    String sql =
        "SELECT orderkey, partkey, quantity, shipdate, shipmode FROM lineitem LIMIT " + rows;
    HeapPeak.reset();
    Samples times =
        Samples.measure(
            runs,
            () -> {
              long read = lab.ask(sql);
              return () -> Expected.count(rows, read);
            });
    figures.accept(
        Figure.of(name(), times, new Bar.PerSecond("rows", rows, ROWS_PER_SECOND))
            .withPeak(OptionalLong.of(HeapPeak.bytes()), OptionalLong.empty()));
  }
}
