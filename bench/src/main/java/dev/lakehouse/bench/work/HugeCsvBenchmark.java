package dev.lakehouse.bench.work;

import dev.lakehouse.bench.lab.SalesData;
import dev.lakehouse.bench.lab.TemporaryDirectory;
import dev.lakehouse.bench.lab.Workbench;
import dev.lakehouse.bench.measure.Bar;
import dev.lakehouse.bench.measure.Figure;
import dev.lakehouse.bench.measure.Samples;
import dev.lakehouse.table.duckdb.DuckSession;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** A CSV file many times as large as the memory becomes a table. */
public final class HugeCsvBenchmark implements Benchmark {
  @Override
  public String name() {
    return "csv-huge";
  }

  @Override
  public String description() {
    return "a CSV file of 4 GB, DuckDB having 512 MB (with --big)";
  }

  @Override
  public void run(Workbench bench, int runs, Consumer<Figure> figures) {
    Path file = bench.work().resolve("huge.csv");
    try (DuckSession session = bench.tables().session()) {
      SalesData.writeCsv(session, file, 0, bench.scale().hugeRows());
      LoadProcess.Result result = LoadProcess.run(bench, CsvLoad.INFERRED, file);
      if (result.rows() != bench.scale().hugeRows()) {
        throw new IllegalStateException("%d rows were loaded".formatted(result.rows()));
      }
      figures.accept(
          Figure.of(name(), new Samples(List.of(result.time())), new Bar.Completes())
              .withPeak(result.peakBytes(), OptionalLong.empty()));
    } finally {
      TemporaryDirectory.deleteRecursively(file);
    }
  }
}
