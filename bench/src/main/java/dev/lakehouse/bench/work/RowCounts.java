package dev.lakehouse.bench.work;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.bench.measure.Bar;
import dev.lakehouse.bench.sql.Workload;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How many rows the two sides gave for a query, in all of its runs together.
 *
 * @param query the number that the workload gives it, such as {@code q11}
 * @param ours each number of rows that a run of ours gave
 * @param peer the same for DuckDB and its own text of the query
 */
record RowCounts(Workload workload, String query, Set<Long> ours, Set<Long> peer) {
  /**
   * The queries that may have other rows than DuckDB's original text at any scale: they compare a
   * quotient of decimals with another or with a literal. Trino rounds it to the scale of its
   * operands, as ours does; DuckDB divides as DOUBLE. A row near the border is on one side here and
   * on the other there.
   */
  private static final Map<Workload, Set<String>> COMPARE_QUOTIENTS =
      Map.of(Workload.TPCDS, Set.of("q11", "q75"));

  RowCounts {
    requireNonNull(workload, "workload is null");
    requireNonNull(query, "query is null");
    ours = Set.copyOf(ours);
    peer = Set.copyOf(peer);
  }

  /**
   * What the times are held against: nothing, and if the rows are rightly others than the peer's,
   * the line says so, and the times are not compared.
   *
   * @param full whether the data is that of the bars; with less of it, groups of a row or two meet
   *     a query's border anywhere, and any difference is only told
   * @throws IllegalStateException if runs of one side differ, or the sides do and should not
   */
  Bar judged(boolean full) {
    if (ours.size() != 1 || peer.size() != 1) {
      throw new IllegalStateException("%s is not the same each time: %s".formatted(query, text()));
    }
    if (ours.equals(peer)) {
      return new Bar.None();
    }
    if (full && !COMPARE_QUOTIENTS.getOrDefault(workload, Set.of()).contains(query)) {
      throw new IllegalStateException(
          "%s %s should have as many rows as DuckDB finds: %s"
              .formatted(workload.schema(), query, text()));
    }
    return new Bar.Excused(text());
  }

  private String text() {
    return "rows: %s, peer %s".formatted(new TreeSet<>(ours), new TreeSet<>(peer));
  }
}
