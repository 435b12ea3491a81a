package dev.lakehouse.bench.work;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.bench.lab.TrinoLibraries;
import dev.lakehouse.bench.lab.Workbench;
import dev.lakehouse.bench.measure.Bar;
import dev.lakehouse.bench.measure.Figure;
import dev.lakehouse.bench.measure.Paired;
import dev.lakehouse.bench.measure.Samples;
import dev.lakehouse.bench.sql.SqlLab;
import dev.lakehouse.bench.sql.TrinoClient;
import dev.lakehouse.bench.sql.TrinoPeer;
import dev.lakehouse.bench.sql.Workload;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/**
 * All queries of a standard workload through the server; the peer is DuckDB's own SQL. If there is
 * a real Trino, it is asked the same statements.
 */
public final class WorkloadBenchmark extends SqlWork {
  private static final double WORST = 3;
  // Until the compiler of the JVM has seen the code often enough.
  private static final int WARM_UP = 8;
  // The same for Trino's, in statements: until a pass takes no less time than the one before.
  private static final int TRINO_WARM_UP = 300;

  private final Workload workload;
  private final double bar;
  private final Bar trinoBar;
  private final Optional<TrinoLibraries> trino;

  /**
   * Makes it.
   *
   * @param bar how many times the peer's time the geometric mean may be
   * @param trinoBar what the geometric mean is held against beside Trino's
   * @param trino a Trino to ask too; empty if none is to be asked
   */
  public WorkloadBenchmark(
      Workload workload, double bar, Bar trinoBar, Optional<TrinoLibraries> trino) {
    super(
        workload.schema(),
        "the queries of %s, each against DuckDB's own SQL on the same files"
            .formatted(workload.name()));
    this.workload = requireNonNull(workload, "workload is null");
    this.bar = bar;
    this.trinoBar = requireNonNull(trinoBar, "trinoBar is null");
    this.trino = requireNonNull(trino, "trino is null");
  }

  @Override
  void run(Workbench bench, SqlLab lab, int runs, Consumer<Figure> figures) {
    lab.load(workload, scaleFactor(bench));
    lab.useSchema(workload);
    if (trino.isEmpty()) {
      measure(bench, lab, Optional.empty(), runs, figures);
      return;
    }
    try (TrinoPeer peer = TrinoPeer.start(trino.get(), bench)) {
      peer.use(workload);
      measure(bench, lab, Optional.of(peer), runs, figures);
    }
  }

  private void measure(
      Workbench bench, SqlLab lab, Optional<TrinoPeer> peer, int runs, Consumer<Figure> figures) {
    boolean full = bench.scale().isFull();
    List<Workload.Query> queries = workload.queries(scaleFactor(bench));
    if (full) {
      peer.ifPresent(asked -> warmUp(asked, queries));
      warmUp(lab, queries);
    }
    List<Figure> measured = new ArrayList<>();
    for (Workload.Query query : queries) {
      Figure figure = measure(query, lab, peer, runs, full);
      figures.accept(figure);
      if (figure.peer().isPresent()) {
        measured.add(figure);
      }
    }
    WorkloadSummary summary = new WorkloadSummary(name(), measured);
    figures.accept(summary.geometricMean(new Bar.TimesPeer(bar)));
    figures.accept(summary.worst(new Bar.TimesPeer(WORST)));
    if (peer.isPresent()) {
      figures.accept(summary.trinoGeometricMean(trinoBar));
      figures.accept(summary.trinoTotal());
      figures.accept(summary.trinoNearest());
    }
  }

  private void warmUp(SqlLab lab, List<Workload.Query> queries) {
    for (int pass = 0; pass < WARM_UP; pass++) {
      for (Workload.Query query : queries) {
        query.trino().forEach(sql -> lab.engine().translate(SqlLab.session(workload), sql));
      }
    }
    queries.forEach(query -> query.trino().forEach(lab::ask));
  }

  private static void warmUp(TrinoPeer peer, List<Workload.Query> queries) {
    List<String> pass = queries.stream().flatMap(query -> query.trino().stream()).toList();
    for (int asked = 0; asked < TRINO_WARM_UP; asked += pass.size()) {
      pass.forEach(peer::ask);
    }
  }

  private Figure measure(
      Workload.Query query, SqlLab lab, Optional<TrinoPeer> peer, int runs, boolean full) {
    Set<Long> ours = new HashSet<>();
    Set<Long> peers = new HashSet<>();
    Paired times;
    try {
      times =
          Paired.measure(
              runs,
              () -> all(query.trino(), lab::ask, ours),
              () -> all(query.duckdb(), lab::askPeer, peers));
    } catch (TrinoClient.DivisionByZeroException e) {
      if (full) {
        throw e;
      }
      return refused(query, lab, runs, "no answer: " + e.getMessage());
    }
    RowCounts rows = new RowCounts(workload, query.name(), ours, peers);
    Figure figure = Figure.of(line(query), times, rows.judged(full));
    return peer.map(asked -> figure.withTrino(measure(query, asked, ours, runs))).orElse(figure);
  }

  private Samples measure(Workload.Query query, TrinoPeer peer, Set<Long> ours, int runs) {
    Set<Long> rows = new HashSet<>();
    Samples times = Samples.measure(runs, () -> all(query.trino(), peer::ask, rows));
    if (!rows.equals(ours)) {
      throw new IllegalStateException(
          "%s has not as many rows as on Trino: %s, Trino %s".formatted(line(query), ours, rows));
    }
    return times;
  }

  private Figure refused(Workload.Query query, SqlLab lab, int runs, String reason) {
    Samples times =
        Samples.measure(
            runs,
            () -> {
              try {
                query.trino().forEach(lab::ask);
              } catch (TrinoClient.DivisionByZeroException e) {
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
}
