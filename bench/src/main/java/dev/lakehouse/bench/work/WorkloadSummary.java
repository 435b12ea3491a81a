package dev.lakehouse.bench.work;

import static java.util.Comparator.comparingDouble;
import static java.util.Objects.requireNonNull;

import dev.lakehouse.bench.measure.Bar;
import dev.lakehouse.bench.measure.Figure;
import dev.lakehouse.bench.measure.Paired;
import dev.lakehouse.bench.measure.Samples;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * What the medians of a workload's queries come to.
 *
 * @param name what the workload is called
 * @param queries the figures of all that have a peer, named {@code name-qNN}
 */
record WorkloadSummary(String name, List<Figure> queries) {
  WorkloadSummary {
    requireNonNull(name, "name is null");
    queries = List.copyOf(queries);
  }

  /** The geometric means of the queries that are the same work for the peer. */
  Figure geometricMean(Bar bar) {
    List<Figure> same = sameForPeer();
    return Figure.of(
        name + "-geometric-mean",
        new Paired(mean(same, Figure::ours), mean(same, WorkloadSummary::peer)),
        bar);
  }

  /** The query that is the slowest in proportion to the peer. */
  Figure worst(Bar bar) {
    Figure worst =
        sameForPeer().stream()
            .max(comparingDouble(figure -> figure.ratio().orElseThrow()))
            .orElseThrow();
    return Figure.of(name + "-worst-" + number(worst), new Paired(worst.ours(), peer(worst)), bar);
  }

  /** The geometric means of all queries; Trino gives the same rows for each. */
  Figure trinoGeometricMean(Bar bar) {
    return combined("geometric-mean", WorkloadSummary::mean, bar);
  }

  /** The sums of the medians of all queries. */
  Figure trinoTotal() {
    return combined("total", WorkloadSummary::sum, new Bar.None());
  }

  /** The query in which Trino comes nearest. */
  Figure trinoNearest() {
    Figure nearest =
        queries.stream()
            .min(comparingDouble(figure -> figure.timesFasterThanTrino().orElseThrow()))
            .orElseThrow();
    return Figure.of(
            "%s-trino-nearest-%s".formatted(name, number(nearest)),
            new Paired(nearest.ours(), peer(nearest)),
            new Bar.None())
        .withTrino(trino(nearest));
  }

  private interface Combination {
    Samples of(List<Figure> figures, Function<Figure, Samples> times);
  }

  private Figure combined(String what, Combination combination, Bar bar) {
    return Figure.of(
            "%s-trino-%s".formatted(name, what),
            new Paired(
                combination.of(queries, Figure::ours),
                combination.of(queries, WorkloadSummary::peer)),
            bar)
        .withTrino(combination.of(queries, WorkloadSummary::trino));
  }

  private List<Figure> sameForPeer() {
    return queries.stream().filter(figure -> !(figure.bar() instanceof Bar.Excused)).toList();
  }

  private String number(Figure query) {
    return query.name().substring(name.length() + 1);
  }

  private static Samples peer(Figure query) {
    return query.peer().orElseThrow();
  }

  private static Samples trino(Figure query) {
    return query.trino().orElseThrow();
  }

  private static Samples mean(List<Figure> figures, Function<Figure, Samples> times) {
    return seconds(Math.exp(medians(figures, times).map(Math::log).average().orElseThrow()));
  }

  private static Samples sum(List<Figure> figures, Function<Figure, Samples> times) {
    return seconds(medians(figures, times).sum());
  }

  private static DoubleStream medians(List<Figure> figures, Function<Figure, Samples> times) {
    ToDoubleFunction<Figure> median = figure -> times.apply(figure).median();
    return figures.stream().mapToDouble(median);
  }

  private static Samples seconds(double seconds) {
    return new Samples(List.of(Duration.ofNanos(Math.round(seconds * 1e9))));
  }
}
