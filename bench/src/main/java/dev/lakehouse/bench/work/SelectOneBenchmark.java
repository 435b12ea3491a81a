package dev.lakehouse.bench.work;

import dev.lakehouse.bench.lab.Workbench;
import dev.lakehouse.bench.measure.Bar;
import dev.lakehouse.bench.measure.Figure;
import dev.lakehouse.bench.measure.Samples;
import dev.lakehouse.bench.sql.SqlLab;
import java.util.function.Consumer;

/** The least that a statement takes: the way there and back. */
public final class SelectOneBenchmark extends SqlWork {
  private static final int TIMES_AS_MANY_RUNS = 40;
  // So many until the compiler of the JVM has nothing more to do.
  private static final int WARM_UP = 2_000;

  public SelectOneBenchmark() {
    super("select-1", "SELECT 1 through the server");
  }

  @Override
  void run(Workbench bench, SqlLab lab, int runs, Consumer<Figure> figures) {
    for (int warmUp = 0; warmUp < (bench.scale().isFull() ? WARM_UP : runs); warmUp++) {
      lab.ask("SELECT 1");
    }
    figures.accept(
        Figure.of(
            name(),
            Samples.measure(
                TIMES_AS_MANY_RUNS * runs,
                () -> {
                  long rows = lab.ask("SELECT 1");
                  return () -> Expected.count(1, rows);
                }),
            new Bar.Seconds(0.005)));
  }
}
