package dev.lakehouse.bench.work;

import dev.lakehouse.bench.lab.Workbench;
import dev.lakehouse.bench.measure.Bar;
import dev.lakehouse.bench.measure.Figure;
import dev.lakehouse.bench.measure.Samples;
import dev.lakehouse.bench.sql.SqlLab;
import dev.lakehouse.bench.sql.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What happens to a query before DuckDB sees it: it is parsed, analyzed and planned, its files are
 * found, and it is translated. The times are those of the queries of TPC-DS, a median for each.
 */
public final class AnalysisBenchmark extends SqlWork {
  private static final int TIMES_AS_MANY_RUNS = 4;
  private static final int WARM_UP = 15;

  public AnalysisBenchmark() {
    super("analysis", "analysis and translation of the queries of TPC-DS");
  }

  @Override
  void run(Workbench bench, SqlLab lab, int runs, Consumer<Figure> figures) {
    lab.load(Workload.TPCDS, scaleFactor(bench));
    List<Workload.Query> queries = Workload.TPCDS.queries(scaleFactor(bench));
    // The compiler of the JVM needs to have seen the code.
    for (int pass = 0; pass < (bench.scale().isFull() ? WARM_UP : 2); pass++) {
      queries.forEach(query -> translate(lab, query));
    }
    List<Duration> medians = new ArrayList<>();
    for (Workload.Query query : queries) {
      Samples samples =
          Samples.measure(
              TIMES_AS_MANY_RUNS * runs,
              () -> {
                translate(lab, query);
                return () -> {};
              });
      medians.add(Duration.ofNanos(Math.round(samples.median() * 1e9 / query.trino().size())));
    }
    figures.accept(Figure.of(name(), new Samples(medians), new Bar.Seconds(0.005)));
  }

  private static void translate(SqlLab lab, Workload.Query query) {
    for (String sql : query.trino()) {
      if (lab.engine().translate(SqlLab.session(Workload.TPCDS), sql).isEmpty()) {
        throw new IllegalStateException(query.name() + " has no text");
      }
    }
  }
}
