package dev.lakehouse.sql;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.trino.client.Column;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the platform expects of an engine's queries. */
abstract class QueryContract extends EngineStatements {
  @Test
  void columnsHaveTheNamesAndTypesOfTrino() {
    Outcome outcome =
        run("SELECT 1 AS one, 1.50 price, 'x' || 'y', DATE '2024-01-01' d, ARRAY[1] a, 1e0/3");

    assertThat(outcome.columns())
        .extracting(Column::getName, Column::getType)
        .containsExactly(
            tuple("one", "integer"),
            tuple("price", "decimal(3, 2)"),
            tuple("_col2", "varchar"),
            tuple("d", "date"),
            tuple("a", "array(integer)"),
            tuple("_col5", "double"));
    assertThat(outcome.updateType()).isEmpty();
  }

  @Test
  void numbersFollowTrino() {
    assertThat(rows("SELECT 7 / 2, -7 / 2, 7.0 / 2, 1 / 3.0, 10 % 4, round(2.5)"))
        .containsExactly(row(3, -3, "3.5", "0.3", 2, "3"));
    assertThat(rows("SELECT avg(a) FROM (VALUES 1.00, 1.01, 1.01) t(a)"))
        .containsExactly(row("1.01"));
    fails("SELECT 1 / a FROM (VALUES 0) t(a)", "DIVISION_BY_ZERO", "Division by zero");
    fails("SELECT 2147483647 + a FROM (VALUES 1) t(a)", "NUMERIC_VALUE_OUT_OF_RANGE");
    fails("SELECT CAST(a AS integer) FROM (VALUES 'x') t(a)", "INVALID_CAST_ARGUMENT", "'x'");
  }

  @Test
  void groupsJoinsSubqueriesAndWindows() {
    makeOrders();

    assertThat(
            rows(
                """
                SELECT country, count(*), sum(amount) FROM orders
                GROUP BY country ORDER BY country NULLS LAST\
                """))
        .containsExactly(row("DE", 2L, "10.50"), row("FR", 1L, "20.00"), row(null, 1L, "7.25"));
    assertThat(
            rows(
                """
                SELECT o.id, (SELECT max(id) FROM orders i WHERE i.country = o.country)
                FROM orders o WHERE EXISTS (SELECT 1 FROM orders x WHERE x.id = o.id + 1)
                AND o.id NOT IN (SELECT 2) ORDER BY 1\
                """))
        .containsExactly(row(1L, 3L), row(3L, 3L));
    assertThat(
            rows(
                """
                SELECT a.id, b.id FROM orders a LEFT JOIN orders b
                ON a.country = b.country AND a.id < b.id ORDER BY 1\
                """))
        .containsExactly(row(1L, 3L), row(2L, null), row(3L, null), row(4L, null));
    assertThat(
            rows(
                """
                SELECT id, rank() OVER (PARTITION BY country ORDER BY day DESC)
                FROM orders WHERE country = 'DE' ORDER BY id\
                """))
        .containsExactly(row(1L, 2L), row(3L, 1L));
  }

  @Test
  void anAggregateThatNobodyReadsIsStillOneRow() {
    assertThat(rows("SELECT 1 FROM (SELECT count(*) FROM (VALUES 1, 2, 3) t(a))"))
        .containsExactly(row(1));
    assertThat(rows("SELECT EXISTS (SELECT count(*) FROM (VALUES 1) t(a) WHERE false)"))
        .containsExactly(row(true));
  }

  @Test
  void sumsOfDecimalsAreExactWhateverTheFilesHold() {
    run("CREATE TABLE prices (id bigint, price decimal(18, 2), part decimal(12, 2))");
    String sums =
        """
        SELECT sum(price * (1 - part)), sum(price * (1 - part) * (1 + part)), avg(price * part),
          sum(x), sum(y) FROM (SELECT *, price - part AS x, price + price AS y FROM prices)\
        """;
    run("INSERT INTO prices VALUES (1, 10.50, 0.10), (2, 20.25, -0.05), (3, NULL, 1)");

    assertThat(rows(sums)).containsExactly(row("30.7125", "30.594375", "0.0188", "30.70", "61.50"));
    assertThat(
            rows(
                """
                SELECT x, sum(x), sum(y) FROM (SELECT price - part AS x, price * part AS y FROM prices)
                GROUP BY ROLLUP (x)\
                """))
        .containsExactlyInAnyOrder(
            row(null, "30.70", "0.0375"),
            row(null, null, null),
            row("10.40", "10.40", "1.0500"),
            row("20.30", "20.30", "-1.0125"));
    assertThat(
            rows("SELECT sum(z) FROM (SELECT price - part AS z FROM prices GROUP BY price - part)"))
        .containsExactly(row("30.70"));

    run("INSERT INTO prices VALUES (4, 9999999999999999.99, 99999.99)");
    assertThat(rows(sums))
        .containsExactly(
            row(
                "-999989899999999998969.2976",
                "-99999979990000999899999989.415624",
                "333333299999999999666.6792",
                "9999999999900030.70",
                "20000000000000061.48"));
  }

  @Test
  void aSubqueryThatLooksAtNothingOutsideIsAskedOnce() {
    assertThat(
            rows(
                "SELECT count(DISTINCT r) FROM (SELECT (SELECT random()) AS r FROM (VALUES 1, 2, 3))"))
        .containsExactly(row(1L));
    assertThat(
            rows(
                "SELECT bool_and(a = b) FROM (SELECT r AS a, r AS b FROM (SELECT (SELECT random()) AS r))"))
        .containsExactly(row(true));
  }

  @Test
  void manyConstantsAreRowsLikeAnyOthers() {
    String values =
        IntStream.range(0, 5_000)
            .mapToObj(i ->
                "(%1$d, %2$s, DECIMAL '%1$d.5', ARRAY['%1$d', NULL], TIMESTAMP '2024-01-01 00:00:00' + INTERVAL '%1$d' SECOND)"
                    .formatted(i, i % 10 == 0 ? "NULL" : "'n" + i + "'"))
            .collect(joining(", "));

    assertThat(
            rows(
                """
                SELECT count(*), count(b), sum(a), sum(c), max(d[1]), bool_and(d[2] IS NULL), max(e),
                  count(*) FILTER (WHERE b = 'n' || CAST(a AS varchar))
                FROM (VALUES %s) t(a, b, c, d, e)\
                """
                    .formatted(values)))
        .containsExactly(
            row(
                5_000L,
                4_500L,
                12_497_500L,
                "12500000.0",
                "999",
                true,
                "2024-01-01 01:23:19.000",
                4_500L));
  }

  @Test
  void nullsAreNeitherEqualNorIn() {
    assertThat(rows("SELECT a FROM (VALUES 1, NULL) t(a) WHERE a NOT IN (SELECT NULL)")).isEmpty();
    assertThat(rows("SELECT NULL IN (1, NULL), (1, NULL) IN ((1, 2)), nan() = nan()"))
        .containsExactly(row(null, null, false));
  }

  @Test
  void typesThatTablesLackAreComputedWith() {
    assertThat(
            rows(
                """
                SELECT t, t = TIME '00:30:00 +00:00', rank() OVER (ORDER BY t),
                t AT TIME ZONE '+05:30', hour(t)
                FROM (VALUES TIME '01:30:00 +01:00', TIME '02:30:00 +02:00', TIME '00:00:00.5 -14:00') v(t)
                ORDER BY t, timezone(t)\
                """))
        .containsExactly(
            row("01:30:00.0+01:00", true, 1L, "06:00:00.0+05:30", 1L),
            row("02:30:00.0+02:00", true, 1L, "06:00:00.0+05:30", 2L),
            row("00:00:00.5-14:00", false, 3L, "19:30:00.5+05:30", 0L));
    assertThat(
            rows(
                """
                SELECT a, contains('10.0.0.0/8', a), max(a) OVER ()
                FROM (VALUES IPADDRESS '10.0.0.9', IPADDRESS '::1', IPADDRESS '10.0.0.10') v(a) ORDER BY a\
                """))
        .containsExactly(
            row("::1", false, "10.0.0.10"),
            row("10.0.0.9", true, "10.0.0.10"),
            row("10.0.0.10", true, "10.0.0.10"));
    assertThat(
            rows(
                """
                SELECT from_unixtime_nanos(n), from_unixtime_nanos(n) + INTERVAL '1' SECOND,
                rgb(n, 255, 0), TIME '01:02:03.123456789012', ARRAY[TIME '01:00 +01:00']
                FROM (VALUES BIGINT '1', BIGINT '2') v(n) ORDER BY 1\
                """))
        .containsExactly(
            row(
                "1970-01-01 00:00:00.000000001 UTC",
                "1970-01-01 00:00:01.000000001 UTC",
                "#01ff00",
                "01:02:03.123456789012",
                List.of("01:00:00+01:00")),
            row(
                "1970-01-01 00:00:00.000000002 UTC",
                "1970-01-01 00:00:01.000000002 UTC",
                "#02ff00",
                "01:02:03.123456789012",
                List.of("01:00:00+01:00")));
  }

  @Test
  void windowsReachAsFarAsEachRowSays() {
    String rows = " FROM (VALUES (1, 1), (2, 0), (3, 2), (4, 9)) v(x, n) ORDER BY x";
    assertThat(
            rows(
                "SELECT lag(x, n) OVER (ORDER BY x), lead(x, n, -1) OVER (ORDER BY x),"
                    + " ntile(n + 1) OVER (ORDER BY x), nth_value(x, n + 1) OVER (ORDER BY x)"
                    + rows))
        .containsExactly(
            row(null, 2, 1L, null), row(2, 2, 1L, 1), row(1, -1, 2L, 3), row(null, -1, 4L, null));
    fails(
        "SELECT lag(x, n - 1) OVER (ORDER BY x)" + rows, "INVALID_FUNCTION_ARGUMENT", "at least 0");
    fails(
        "SELECT lead(x, nullif(n, 9)) OVER (ORDER BY x)" + rows,
        "INVALID_FUNCTION_ARGUMENT",
        "must not be null");
    fails(
        "SELECT ntile(n) OVER (ORDER BY x)" + rows, "INVALID_FUNCTION_ARGUMENT", "greater than 0");
    fails(
        "SELECT nth_value(x, n) OVER (ORDER BY x)" + rows,
        "INVALID_FUNCTION_ARGUMENT",
        "at least 1");
  }

  @Test
  void columnsCanBeExcluded() {
    makeOrders();

    assertThat(
            rows(
                """
                SELECT * FROM TABLE(exclude_columns(TABLE(orders), DESCRIPTOR(amount, country)))
                WHERE id < 2\
                """))
        .containsExactly(row(1L, "2024-01-15"));
  }

  @Test
  void mapsAreTheSameInAnyOrder() {
    String maps =
        " FROM (VALUES MAP(ARRAY[1, 2], ARRAY['a', 'b']), MAP(ARRAY[2, 1], ARRAY['b', 'a'])) v(m)";
    assertThat(rows("SELECT count(DISTINCT m), cardinality(array_agg(DISTINCT m))" + maps))
        .containsExactly(row(1L, 1L));
    assertThat(rows("SELECT m[1], count(*)" + maps + " GROUP BY m")).containsExactly(row("a", 2L));
    assertThat(rows("SELECT DISTINCT ROW(m, ARRAY[m])[1][2]" + maps)).containsExactly(row("b"));
    assertThat(rows("SELECT count(*) FROM (SELECT ARRAY[m] AS a" + maps + " GROUP BY ARRAY[m]) t"))
        .containsExactly(row(1L));
    assertThat(
            rows(
                """
                SELECT count(*), min(x) FROM (VALUES (1, TIME '01:00 +01:00'), (2, TIME '00:00 +00:00'),
                (3, NULL), (4, NULL), (5, TIME '01:00 +00:00')) v(x, t) GROUP BY t ORDER BY 2\
                """))
        .containsExactly(row(2L, 1), row(2L, 3), row(1L, 5));
  }

  @Test
  void mistakesHaveTrinosNameAndPlace() {
    fails("SELEC 1", "SYNTAX_ERROR", "mismatched input 'SELEC'");
    fails("SELECT nope(1)", "FUNCTION_NOT_FOUND", "Function 'nope' not registered");
    fails("SELECT 1 + 'x'", "TYPE_MISMATCH");
    fails("INSERT INTO nowhere VALUES 1", "TABLE_NOT_FOUND");
    fails("SELECT * FROM other.t", "SCHEMA_NOT_FOUND");
    assertThatThrownBy(() -> run("SELECT 1,\n  missing"))
        .isInstanceOfSatisfying(
            SqlException.class,
            e -> assertThat(e.error().location()).hasValue(new SqlException.Location(2, 3)));
  }
}
