package dev.lakehouse.table;

import dev.lakehouse.table.TableModel.Row;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/** A change of a table, said once for the kernel and once for the model. */
sealed interface RandomChange {
  record Append(List<Row> rows) implements RandomChange {}

  record Upsert(List<Integer> key, List<Row> rows) implements RandomChange {}

  record ReplaceWhere(Filter filter, List<Row> rows) implements RandomChange {}

  record DeleteWhere(Filter filter) implements RandomChange {}

  record Truncate() implements RandomChange {}

  /** Back to one of the snapshots that the table has come through, the newest being the first. */
  record Rollback(int snapshots) implements RandomChange {}

  /** Rows that bring a column along. */
  record AddColumn(List<Row> rows, String value) implements RandomChange {}

  /** The same condition twice; a NULL is not equal to any value, and neither less nor more. */
  record Filter(String text, Expression expression, Predicate<Row> condition) {
    @Override
    public String toString() {
      return text;
    }
  }

  static Arbitrary<RandomChange> any() {
    return Arbitraries.frequencyOf(
        Tuple.of(3, rows(1, 12).map(Append::new)),
        Tuple.of(
            4,
            Combinators.combine(Arbitraries.of(List.of(0), List.of(0, 1)), rows(1, 8))
                .as((key, rows) -> new Upsert(key, withKeys(key, rows)))),
        Tuple.of(3, Combinators.combine(filter(2), rows(0, 5)).as(ReplaceWhere::new)),
        Tuple.of(3, filter(2).map(DeleteWhere::new)),
        Tuple.of(1, Arbitraries.just(new Truncate())),
        Tuple.of(2, Arbitraries.integers().between(0, 4).map(Rollback::new)),
        Tuple.of(1, Combinators.combine(rows(0, 4), Arbitraries.of("x", "y")).as(AddColumn::new)));
  }

  static Arbitrary<List<Row>> rows(int least, int most) {
    Arbitrary<Row> row =
        Combinators.combine(
                Arbitraries.longs().between(0, 40).injectNull(0.05),
                Arbitraries.of("DE", "IT", "", "a/b=c %").injectNull(0.1),
                Arbitraries.of(
                        LocalDateTime.parse("1969-12-31T23:59:59.999999"),
                        LocalDateTime.parse("1970-01-01T00:00:00.000001"),
                        LocalDateTime.parse("2024-02-29T12:30:45.123456"))
                    .injectNull(0.1),
                Arbitraries.integers()
                    .between(-300, 300)
                    .map(cents -> BigDecimal.valueOf(cents, 2))
                    .injectNull(0.1))
            .as((id, country, at, amount) -> Row.of(id, country, at, amount));
    return row.list().ofMinSize(least).ofMaxSize(most);
  }

  /** Rows that an upsert takes: no NULL in a key, no key twice. */
  private static List<Row> withKeys(List<Integer> key, List<Row> rows) {
    Set<List<Optional<Object>>> seen = new HashSet<>();
    List<Row> usable = new ArrayList<>();
    for (Row row : rows) {
      List<Optional<Object>> values = TableModel.keyOf(row, key);
      if (values.stream().allMatch(Optional::isPresent) && seen.add(values)) {
        usable.add(row);
      }
    }
    return usable;
  }

  private static Arbitrary<Filter> filter(int depth) {
    Arbitrary<Filter> simple =
        Arbitraries.oneOf(
            Arbitraries.longs().between(0, 40).map(RandomChange::idIs),
            Arbitraries.longs().between(0, 40).map(RandomChange::idIsLess),
            Arbitraries.longs()
                .between(0, 40)
                .list()
                .ofMinSize(1)
                .ofMaxSize(6)
                .map(RandomChange::idIsIn),
            Arbitraries.of("DE", "IT", "", "XX").map(RandomChange::countryIs),
            Arbitraries.of("DE", "IT").map(RandomChange::countryIsNot),
            Arbitraries.of(0, 1, 2, 3).map(RandomChange::isNull),
            Arbitraries.of("1970-01-01T00:00:00", "2024-02-29T12:30:45.123456")
                .map(RandomChange::isFrom));
    if (depth == 0) {
      return simple;
    }
    Arbitrary<Filter> inner = Arbitraries.lazy(() -> filter(depth - 1));
    return Arbitraries.frequencyOf(
        Tuple.of(3, simple),
        Tuple.of(1, Combinators.combine(inner, inner).as(RandomChange::and)),
        Tuple.of(1, Combinators.combine(inner, inner).as(RandomChange::or)));
  }

  private static Filter idIs(long id) {
    return new Filter("id = " + id, Expressions.equal("id", id), row -> has(row, 0, id));
  }

  private static Filter idIsLess(long limit) {
    return new Filter(
        "id < " + limit,
        Expressions.lessThan("id", limit),
        row -> row.value(0).filter(id -> (Long) id < limit).isPresent());
  }

  private static Filter idIsIn(List<Long> ids) {
    return new Filter(
        "id in " + ids,
        Expressions.in("id", ids.toArray()),
        row -> row.value(0).filter(ids::contains).isPresent());
  }

  private static Filter countryIs(String country) {
    return new Filter(
        "country = '%s'".formatted(country),
        Expressions.equal("country", country),
        row -> has(row, 1, country));
  }

  private static Filter countryIsNot(String country) {
    return new Filter(
        "not country = '%s'".formatted(country),
        Expressions.not(Expressions.equal("country", country)),
        row -> !has(row, 1, country));
  }

  private static Filter isNull(int column) {
    String name = TableModel.COLUMNS.get(column);
    return new Filter(
        name + " is null", Expressions.isNull(name), row -> row.value(column).isEmpty());
  }

  private static Filter isFrom(String time) {
    return new Filter(
        "at >= " + time,
        Expressions.greaterThanOrEqual("at", time),
        row ->
            row.value(2)
                .filter(at -> !((LocalDateTime) at).isBefore(LocalDateTime.parse(time)))
                .isPresent());
  }

  private static Filter and(Filter left, Filter right) {
    return new Filter(
        "(%s and %s)".formatted(left, right),
        Expressions.and(left.expression(), right.expression()),
        left.condition().and(right.condition()));
  }

  private static Filter or(Filter left, Filter right) {
    return new Filter(
        "(%s or %s)".formatted(left, right),
        Expressions.or(left.expression(), right.expression()),
        left.condition().or(right.condition()));
  }

  private static boolean has(Row row, int column, Object value) {
    return row.value(column).filter(value::equals).isPresent();
  }
}
