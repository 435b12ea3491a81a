package dev.lakehouse.bench.work;

import static java.util.Comparator.comparingDouble;
import static java.util.Objects.requireNonNull;

import dev.lakehouse.bench.lab.Workbench;
import dev.lakehouse.bench.measure.Bar;
import dev.lakehouse.bench.measure.Figure;
import dev.lakehouse.bench.measure.Paired;
import dev.lakehouse.bench.measure.Samples;
import dev.lakehouse.bench.sql.SqlLab;
import dev.lakehouse.bench.sql.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** All queries of a standard workload through the server; the peer is DuckDB's own SQL. */
public final class WorkloadBenchmark extends SqlWork {
  private static final double WORST = 3;
  // Until the compiler of the JVM has seen the code often enough.
  private static final int WARM_UP = 8;

  private final Workload workload;
  private final double bar;

  /**
   * Makes it.
   *
   * @param bar how many times the peer's time the geometric mean may be
   */
  public WorkloadBenchmark(Workload workload, double bar) {
    super(
        workload.schema(),
        "the queries of %s, each against DuckDB's own SQL on the same files"
            .formatted(workload.name()));
    this.workload = requireNonNull(workload, "workload is null");
    this.bar = bar;
  }

  @Override
  void run(Workbench bench, SqlLab lab, int runs, Consumer<Figure> figures) {
    lab.load(workload, scaleFactor(bench));
    lab.useSchema(workload);
    if (bench.scale().isFull()) {
      warmUp(lab, workload.queries(scaleFactor(bench)));
    }
    List<Figure> measured = new ArrayList<>();
    for (Workload.Query query : workload.queries(scaleFactor(bench))) {
      Figure figure = measure(query, lab, runs, bench.scale().isFull());
      figures.accept(figure);
      if (!(figure.bar() instanceof Bar.Excused)) {
        measured.add(figure);
      }
    }
    figures.accept(
        Figure.of(
            name() + "-geometric-mean",
            new Paired(mean(measured, Figure::ours), mean(measured, f -> f.peer().orElseThrow())),
            new Bar.TimesPeer(bar)));
    Figure worst =
        measured.stream()
            .max(comparingDouble(figure -> figure.ratio().orElseThrow()))
            .orElseThrow();
    figures.accept(
        Figure.of(
            name() + "-worst-" + worst.name().substring(name().length() + 1),
            new Paired(worst.ours(), worst.peer().orElseThrow()),
            new Bar.TimesPeer(WORST)));
  }

  private void warmUp(SqlLab lab, List<Workload.Query> queries) {
    for (int pass = 0; pass < WARM_UP; pass++) {
      for (Workload.Query query : queries) {
        query.trino().forEach(sql -> lab.engine().translate(SqlLab.session(workload), sql));
      }
    }
    queries.forEach(query -> query.trino().forEach(lab::ask));
  }

  private Figure measure(Workload.Query query, SqlLab lab, int runs, boolean full) {
    Set<Long> ours = new HashSet<>();
    Set<Long> peers = new HashSet<>();
    Paired times;
    try {
      times =
          Paired.measure(
              runs,
              () -> all(query.trino(), lab::ask, ours),
              () -> all(query.duckdb(), lab::askPeer, peers));
    } catch (SqlLab.DivisionByZeroException e) {
      if (full) {
        throw e;
      }
      return refused(query, lab, runs, "no answer: " + e.getMessage());
    }
    return Figure.of(
        line(query), times, new RowCounts(workload, query.name(), ours, peers).judged(full));
  }

  private Figure refused(Workload.Query query, SqlLab lab, int runs, String reason) {
    Samples times =
        Samples.measure(
            runs,
            () -> {
              try {
                query.trino().forEach(lab::ask);
              } catch (SqlLab.DivisionByZeroException e) {
                return () -> {};
              }
              throw new IllegalStateException(query.name() + " has an answer now and then");
            });
    return Figure.of(line(query), times, new Bar.Excused(reason));
  }

  private String line(Workload.Query query) {
    return name() + "-" + query.name();
  }

  private static Runnable all(List<String> statements, ToLongFunction<String> ask, Set<Long> rows) {
    long sum = statements.stream().mapToLong(ask).sum();
    return () -> rows.add(sum);
  }

  private static Samples mean(List<Figure> figures, Function<Figure, Samples> times) {
    double logarithm =
        figures.stream()
            .mapToDouble(figure -> Math.log(times.apply(figure).median()))
            .average()
            .orElseThrow();
    return new Samples(List.of(Duration.ofNanos(Math.round(Math.exp(logarithm) * 1e9))));
  }
}
