package dev.lakehouse.sql.delegate;

import static org.assertj.core.api.Assertions.assertThat;

import io.trino.spi.type.BigintType;
import io.trino.sql.ir.Expression;
import io.trino.sql.ir.Row;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.plan.AggregationNode;
import io.trino.sql.planner.plan.OutputNode;
import io.trino.sql.planner.plan.PlanNode;
import io.trino.sql.planner.plan.ProjectNode;
import io.trino.sql.planner.plan.ValuesNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Trino's aggregates over groups that DuckDB has made. */
class AggregateDelegationTest extends DelegationTest {
  private static final String ORDERS =
      " FROM (VALUES (1, 'de', 10.50, DATE '2024-01-01'), (2, 'fr', NULL, DATE '2024-01-02'),"
          + " (3, 'de', 7.25, NULL), (4, NULL, 3.00, DATE '2023-12-31'), (5, 'de', 10.50, DATE"
          + " '2024-02-29')) t(id, country, amount, day)";

  /** The one row of a global aggregation. */
  private List<Object> aggregate(String sql) {
    return delegation.inTransaction(transaction -> {
      PlanNode node = transaction.plan(transaction.analyze(transaction.prepare(sql))).getRoot();
      List<Symbol> outputs = ((OutputNode) node).getOutputSymbols();
      List<Map<Symbol, Expression>> projections = new ArrayList<>();
      node = ((OutputNode) node).getSource();
      while (!(node instanceof AggregationNode)) {
        node = ((ProjectNode) node).getSource();
      }
      AggregationNode aggregation = (AggregationNode) node;
      node = aggregation.getSource();
      while (node instanceof ProjectNode project) {
        projections.addFirst(project.getAssignments().getMap());
        node = project.getSource();
      }
      try (TrinoExpressions.Scope scope = delegation.expressions.scope(transaction.session())) {
        ValuesNode values = (ValuesNode) node;
        List<String> rows = new ArrayList<>();
        for (Expression row : values.getRows().orElseThrow()) {
          rows.add(
              "("
                  + String.join(
                      ", ",
                      ((Row) row)
                          .items().stream()
                              .map(value -> scope.call(value, Map.of()).sql())
                              .toList())
                  + ")");
        }
        List<String> names = new ArrayList<>();
        Map<Symbol, Value> inputs = new HashMap<>();
        for (Symbol symbol : values.getOutputSymbols()) {
          names.add("c" + names.size());
          inputs.put(
              symbol,
              new Value(
                  names.getLast(),
                  Zones.isIn(symbol.type())
                      ? Optional.of(transaction.session().getTimeZoneKey())
                      : Optional.empty()));
        }
        for (Map<Symbol, Expression> projection : projections) {
          Map<Symbol, Value> before = Map.copyOf(inputs);
          projection.forEach(
              (symbol, expression) -> inputs.put(symbol, scope.call(expression, before)));
        }
        List<String> selected = new ArrayList<>();
        List<ResultDecoder> decoders = new ArrayList<>();
        for (Symbol output : outputs) {
          Value value = scope.aggregate(aggregation.getAggregations().get(output), inputs);
          ResultDecoder decoder = new ResultDecoder(output.type(), value.zone());
          selected.add(decoder.select(value.sql()));
          decoders.add(decoder);
        }
        return delegation
            .run(
                "SELECT %s FROM (VALUES %s) v(%s)"
                    .formatted(
                        String.join(", ", selected),
                        String.join(", ", rows),
                        String.join(", ", names)),
                decoders)
            .getFirst();
      }
    });
  }

  @Test
  void aggregatesIntoMaps() {
    assertThat(
            aggregate(
                "SELECT histogram(country), map_agg(id, country), multimap_agg(country, id ORDER BY"
                    + " id DESC), map_union(map(ARRAY[id], ARRAY[amount]))"
                    + ORDERS))
        .isEqualTo(
            List.of(
                Map.of("de", 3L, "fr", 1L),
                mapOf("1", "de", "2", "fr", "3", "de", "4", null, "5", "de"),
                Map.of("de", List.of(5, 3, 1), "fr", List.of(2)),
                mapOf("1", "10.50", "2", null, "3", "7.25", "4", "3.00", "5", "10.50")));
  }

  private static Map<String, Object> mapOf(Object... keysAndValues) {
    Map<String, Object> map = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }

  @Test
  void aggregatesTextsOfAnyLength() {
    int length = 20_000_001;
    String texts = " FROM (VALUES rpad('x', %d, 'y'), 'a') t(a)".formatted(length);
    assertThat(aggregate("SELECT max(a)" + texts).getFirst().toString().length()).isEqualTo(length);
  }

  @Test
  void aggregatesInOrder() {
    assertThat(
            aggregate(
                "SELECT array_agg(id ORDER BY amount DESC NULLS FIRST, id), listagg(country, '; ')"
                    + " WITHIN GROUP (ORDER BY id), array_agg(DISTINCT amount ORDER BY amount),"
                    + " array_agg(id ORDER BY id) FILTER (WHERE amount > 5)"
                    + ORDERS))
        .isEqualTo(
            List.of(
                List.of(2, 1, 5, 3, 4),
                "de; fr; de; de",
                Arrays.asList("3.00", "7.25", "10.50", null),
                List.of(1, 3, 5)));
  }

  @Test
  void aggregatesExtremes() {
    assertThat(
            aggregate(
                "SELECT max_by(id, day), min_by(id, day, 2), max(day), min(country, 2),"
                    + " max_by(country, ROW(coalesce(amount, 0), id)), arbitrary(country) FILTER (WHERE country"
                    + " = 'fr'), approx_percentile(amount, 0.5e0), approx_percentile(id, ARRAY[0e0,"
                    + " 1e0]), approx_distinct(country)"
                    + ORDERS))
        .isEqualTo(
            List.of(
                5,
                List.of(4, 1),
                "2024-02-29",
                List.of("de", "de"),
                "de",
                "fr",
                10.5f,
                List.of(1L, 5L),
                2L));
  }

  @Test
  void aggregatesNumbers() {
    assertThat(
            aggregate(
                "SELECT avg(amount), sum(amount), count(amount), count(*), bool_or(amount > 10),"
                    + " bitwise_or_agg(id), geometric_mean(id), numeric_histogram(2, id),"
                    + " reduce_agg(id, 1, (s, x) -> s * x, (a, b) -> a * b), skewness(id)"
                    + ORDERS))
        .satisfies(row -> {
          assertThat(row.subList(0, 6)).isEqualTo(List.of("7.81", "31.25", 4L, 5L, true, 7L));
          assertThat((double) row.get(6)).isEqualTo(Math.pow(120, 0.2), offset());
          assertThat((Map<?, ?>) row.get(7)).hasSize(2);
          assertThat(row.get(8)).isEqualTo(120);
          assertThat((double) row.get(9)).isEqualTo(0, offset());
        });
  }

  private static Offset<Double> offset() {
    return Offset.offset(1e-12);
  }

  @Test
  void aChecksumIsThatOfTheRowsInAnyOrder() {
    String checksums = "SELECT checksum(country), checksum(amount)";
    assertThat(aggregate(checksums + ORDERS))
        .isEqualTo(
            aggregate(
                checksums
                    + " FROM (VALUES (5, 'de', 10.50), (3, 'de', 7.25), (1, 'de', 10.50), (2, 'fr',"
                    + " NULL), (4, NULL, 3.00)) t(id, country, amount)"))
        .doesNotContainNull();
  }

  @Test
  void aGroupWithoutRowsHasItsValue() {
    assertThat(
            aggregate(
                "SELECT count(id) FILTER (WHERE id > 9), count(*) FILTER (WHERE id > 9),"
                    + " histogram(id) FILTER (WHERE id > 9), approx_distinct(id) FILTER (WHERE id >"
                    + " 9)"
                    + ORDERS))
        .isEqualTo(Arrays.asList(0L, 0L, null, 0L));
  }

  @Test
  void timestampsKeepTheirZone() {
    assertThat(
            aggregate(
                "SELECT max(at), array_agg(at), min_by(at, at) FROM (VALUES CAST(TIMESTAMP"
                    + " '2024-07-01 12:00:00' AS timestamp(3) with time zone)) t(at)"))
        .isEqualTo(
            List.of(
                "2024-07-01 12:00:00.000 Europe/Berlin",
                List.of("2024-07-01 12:00:00.000 Europe/Berlin"),
                "2024-07-01 12:00:00.000 Europe/Berlin"));
  }

  @Test
  void aLargeGroupComesInSeveralPages() {
    String sql = "SELECT array_agg(DISTINCT a ORDER BY a) FROM (VALUES (BIGINT '1')) t(a)";
    assertThat(
            delegation.<List<List<Object>>>inTransaction(transaction -> {
              PlanNode node =
                  transaction.plan(transaction.analyze(transaction.prepare(sql))).getRoot();
              while (!(node instanceof AggregationNode)) {
                node = node.getSources().getFirst();
              }
              AggregationNode aggregation = (AggregationNode) node;
              Symbol argument = aggregation.getSource().getOutputSymbols().getFirst();
              Symbol output = aggregation.getOutputSymbols().getFirst();
              try (TrinoExpressions.Scope scope =
                  delegation.expressions.scope(transaction.session())) {
                Value value =
                    scope.aggregate(
                        aggregation.getAggregations().get(output),
                        Map.of(argument, Value.of("(a % 1000)")));
                return delegation.run(
                    "SELECT len(x), x[1], x[1000] FROM (SELECT %s x FROM range(500000) v(a))"
                        .formatted(value.sql()),
                    Collections.nCopies(3, new ResultDecoder(BigintType.BIGINT, Optional.empty())));
              }
            }))
        .isEqualTo(List.of(List.of(1000L, 0L, 999L)));
  }
}
