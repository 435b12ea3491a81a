package dev.lakehouse.sql;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trino.client.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the platform expects of an engine, whichever does the work. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class EngineContract {
  private SqlSession session = SqlSession.of("ann", "iceberg", "shop");

  /** The engine under test, on a lakehouse that has no schema "shop" of anybody else's. */
  protected abstract SqlEngine engine();

  /** What a statement gave. */
  protected record Outcome(
      List<Column> columns, List<List<Object>> rows, String updateType, OptionalLong count) {
    public Object single() {
      assertThat(rows).hasSize(1);
      assertThat(rows.getFirst()).hasSize(1);
      return rows.getFirst().getFirst();
    }
  }

  protected final Outcome run(String sql) {
    try (SqlResult result = engine().execute(session, sql)) {
      List<List<Object>> rows = new ArrayList<>();
      for (List<List<Object>> some = result.fetch(3); !some.isEmpty(); some = result.fetch(3)) {
        some.forEach(values -> rows.add(row(values.toArray())));
      }
      session = session.with(result.sessionUpdate());
      return new Outcome(
          result.columns(), rows, result.updateType().orElse(""), result.updateCount());
    }
  }

  protected final List<List<Object>> rows(String sql) {
    return run(sql).rows();
  }

  protected static List<Object> row(Object... values) {
    List<Object> row = new ArrayList<>();
    for (Object value : values) {
      row.add(value instanceof Number number ? inJson(number) : value);
    }
    return row;
  }

  /** The protocol's numbers are those of JSON, which has no kinds of them. */
  private static Object inJson(Number number) {
    return number instanceof Float || number instanceof Double
        ? (Object) Double.valueOf(number.toString())
        : (Object) number.longValue();
  }

  private void fails(String sql, String error, String... words) {
    assertThatThrownBy(() -> run(sql))
        .isInstanceOfSatisfying(
            SqlException.class,
            e -> {
              assertThat(e.error().name()).as(e.getMessage()).isEqualTo(error);
              assertThat(List.of(words)).allMatch(word -> e.getMessage().contains(word));
            });
  }

  @BeforeEach
  void makeAnEmptySchema() {
    session = SqlSession.of("ann", "iceberg", "shop");
    run("DROP SCHEMA IF EXISTS shop CASCADE");
    run("CREATE SCHEMA shop");
  }

  private void makeOrders() {
    run(
        """
        CREATE TABLE orders (id bigint, country varchar, amount decimal(10, 2), day date)
        WITH (partitioning = ARRAY['month(day)'])\
        """);
    run(
        """
        INSERT INTO orders VALUES
        (1, 'DE', 10.50, DATE '2024-01-15'),
        (2, 'FR', 20.00, DATE '2024-01-20'),
        (3, 'DE', NULL, DATE '2024-02-01'),
        (4, NULL, 7.25, DATE '2024-03-01')\
        """);
  }

  @Test
  void columnsHaveTheNamesAndTypesOfTrino() {
    Outcome outcome =
        run("SELECT 1 AS one, 1.50 price, 'x' || 'y', DATE '2024-01-01' d, ARRAY[1] a, 1e0/3");

    assertThat(outcome.columns())
        .extracting(Column::getName, Column::getType)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("one", "integer"),
            org.assertj.core.groups.Tuple.tuple("price", "decimal(3, 2)"),
            org.assertj.core.groups.Tuple.tuple("_col2", "varchar"),
            org.assertj.core.groups.Tuple.tuple("d", "date"),
            org.assertj.core.groups.Tuple.tuple("a", "array(integer)"),
            org.assertj.core.groups.Tuple.tuple("_col5", "double"));
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
  void everyTypeComesBackAsItIsWritten() {
    run(
        """
        CREATE TABLE things (b boolean, i integer, l bigint, r real, d double, n decimal(38, 10),
        v varchar, x varbinary, dt date, t time(6), ts timestamp(6),
        tz timestamp(6) with time zone, u uuid, a array(integer), m map(varchar, bigint),
        s row(x integer, y row(z varchar)))\
        """);
    run(
        """
        INSERT INTO things VALUES (true, -2147483648, 9223372036854775807, REAL '1.5', 1e300,
        DECIMAL '1234567890123456789012345678.0123456789', 'ä''"', X'00FF', DATE '0001-01-01',
        TIME '23:59:59.999999', TIMESTAMP '1969-12-31 23:59:59.999999',
        TIMESTAMP '2024-03-10 12:00:00.000001 Asia/Tokyo',
        UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59', ARRAY[1, NULL], MAP(ARRAY['k'], ARRAY[7]),
        ROW(1, ROW('z'))), (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
        NULL, NULL, NULL, NULL, NULL)\
        """);

    assertThat(rows("SELECT * FROM things WHERE b"))
        .singleElement()
        .satisfies(values ->
            assertThat(values.stream().map(String::valueOf))
                .containsExactly(
                    "true",
                    "-2147483648",
                    "9223372036854775807",
                    "1.5",
                    "1.0E300",
                    "1234567890123456789012345678.0123456789",
                    "ä'\"",
                    "AP8=",
                    "0001-01-01",
                    "23:59:59.999999",
                    "1969-12-31 23:59:59.999999",
                    "2024-03-10 03:00:00.000001 UTC",
                    "12151fd2-7586-11e9-8f9e-2a86e4085a59",
                    "[1, null]",
                    "{k=7}",
                    "[1, [z]]"));
    assertThat(rows("SELECT * FROM things WHERE b IS NULL").getFirst()).containsOnlyNulls();
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
  void aNullFitsEveryColumn() {
    run(
        "CREATE TABLE t (id bigint, s row(x integer), a array(row(x integer)), m map(varchar, date))");
    run("INSERT INTO t VALUES (1, NULL, NULL, NULL)");
    run("INSERT INTO t VALUES (2, ROW(NULL), ARRAY[NULL], MAP(ARRAY['k'], ARRAY[NULL]))");

    assertThat(rows("SELECT s, s.x, a, m['k'] FROM t ORDER BY id"))
        .containsExactly(
            row(null, null, null, null), row(row((Object) null), null, row((Object) null), null));
  }

  @Test
  void everyChangeIsOneCommit() {
    makeOrders();
    String snapshots = "SELECT count(*) FROM \"orders$snapshots\"";
    assertThat(run(snapshots).single()).as("CREATE TABLE, INSERT").isEqualTo(2L);

    Outcome update = run("UPDATE orders SET amount = coalesce(amount, 0) + 1 WHERE country = 'DE'");
    assertThat(update.updateType()).isEqualTo("UPDATE");
    assertThat(update.count()).hasValue(2);
    assertThat(run(snapshots).single()).isEqualTo(3L);

    Outcome delete = run("DELETE FROM orders WHERE id = 2");
    assertThat(delete.count()).hasValue(1);
    assertThat(run(snapshots).single()).isEqualTo(4L);

    Outcome merge =
        run(
            """
            MERGE INTO orders t USING (VALUES (1, 'go'), (3, 'change'), (9, 'new')) s (id, what)
            ON t.id = s.id
            WHEN MATCHED AND s.what = 'go' THEN DELETE
            WHEN MATCHED THEN UPDATE SET country = 'XX'
            WHEN NOT MATCHED THEN INSERT (id, country) VALUES (s.id, s.what)\
            """);
    assertThat(merge.count()).hasValue(3);
    assertThat(run(snapshots).single()).isEqualTo(5L);
    assertThat(rows("SELECT id, country, amount FROM orders ORDER BY id"))
        .containsExactly(row(3L, "XX", "1.00"), row(4L, null, "7.25"), row(9L, "new", null));

    Outcome nothing = run("DELETE FROM orders WHERE id = 77");
    assertThat(nothing.count()).hasValue(0);
  }

  @Test
  void columnsMayBeCalledAsTheEngineCallsItsOwn() {
    run("CREATE TABLE odd (place bigint, \"row\" varchar, operation bigint, value0 bigint)");
    run("INSERT INTO odd VALUES (1, 'a', 10, 100), (2, 'b', 20, 200)");
    run("UPDATE odd SET operation = place, \"row\" = 'c' WHERE place = 2");
    run(
        "MERGE INTO odd USING (VALUES 1, 3) s(place) ON odd.place = s.place"
            + " WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (s.place, 'd', 30, 0)");

    assertThat(rows("SELECT * FROM odd ORDER BY place"))
        .containsExactly(row(2L, "c", 2L, 200L), row(3L, "d", 30L, 0L));
  }

  @Test
  void aRowThatIsMergedTwiceIsAnErrorAndNothingChanges() {
    makeOrders();

    fails(
        """
        MERGE INTO orders t USING (VALUES (1, 1), (1, 2)) s (id, n) ON t.id = s.id
        WHEN MATCHED THEN UPDATE SET amount = s.n\
        """,
        "MERGE_TARGET_ROW_MULTIPLE_MATCHES",
        "One MERGE target table row matched more than one source row");
    assertThat(run("SELECT amount FROM orders WHERE id = 1").single()).isEqualTo("10.50");
  }

  @Test
  void tablesAreMadeOfQueries() {
    makeOrders();

    assertThat(
            run("CREATE TABLE germans AS SELECT id, day FROM orders WHERE country = 'DE'").count())
        .hasValue(2);
    assertThat(rows("SELECT * FROM germans ORDER BY id"))
        .containsExactly(row(1L, "2024-01-15"), row(3L, "2024-02-01"));
    fails("CREATE TABLE germans AS SELECT 1 x", "TABLE_ALREADY_EXISTS");
    assertThat(run("CREATE TABLE IF NOT EXISTS germans AS SELECT 1 x").count()).hasValue(0);
    run("CREATE OR REPLACE TABLE germans AS SELECT 1 x");
    assertThat(rows("SELECT * FROM germans")).containsExactly(row(1));
    run("CREATE TABLE nobody AS SELECT * FROM orders WHERE false");
    assertThat(rows("SELECT * FROM nobody")).isEmpty();
    assertThat(run("SELECT count(*) FROM \"nobody$snapshots\"").single()).isEqualTo(1L);
  }

  @Test
  void tablesChangeTheirShape() {
    makeOrders();
    run("ALTER TABLE orders ADD COLUMN note varchar");
    run("ALTER TABLE orders RENAME COLUMN country TO land");
    run("INSERT INTO orders (id, note) VALUES (5, 'new')");

    assertThat(rows("SELECT id, land, note FROM orders WHERE id IN (1, 5) ORDER BY id"))
        .containsExactly(row(1L, "DE", null), row(5L, null, "new"));

    run("ALTER TABLE orders DROP COLUMN land");
    assertThat(run("SELECT * FROM orders").columns())
        .extracting(Column::getName)
        .containsExactly("id", "amount", "day", "note");
    fails("SELECT land FROM orders", "COLUMN_NOT_FOUND", "'land' cannot be resolved");
  }

  @Test
  void olderStatesCanBeRead() {
    makeOrders();
    List<List<Object>> snapshots =
        rows("SELECT snapshot_id FROM \"orders$snapshots\" ORDER BY committed_at");
    assertThat(snapshots).as("CREATE TABLE, INSERT").hasSize(2);
    Object empty = snapshots.getFirst().getFirst();
    Object first = snapshots.getLast().getFirst();
    run("DELETE FROM orders WHERE id > 1");

    assertThat(run("SELECT count(*) FROM orders").single()).isEqualTo(1L);
    assertThat(run("SELECT count(*) FROM orders FOR VERSION AS OF " + first).single())
        .isEqualTo(4L);
    assertThat(run("SELECT count(*) FROM orders FOR VERSION AS OF " + empty).single())
        .isEqualTo(0L);
    Object then =
        run("SELECT committed_at FROM \"orders$snapshots\" WHERE snapshot_id = " + first).single();
    assertThat(
            run("SELECT count(*) FROM orders FOR TIMESTAMP AS OF TIMESTAMP '" + then + "'")
                .single())
        .isEqualTo(4L);
    fails("SELECT * FROM orders FOR VERSION AS OF BIGINT '5'", "INVALID_ARGUMENTS");
    fails("SELECT * FROM orders FOR VERSION AS OF 5", "NOT_SUPPORTED", "table version: integer");
    run("ALTER TABLE orders EXECUTE rollback_to_snapshot(" + first + ")");
    assertThat(run("SELECT count(*) FROM orders").single()).isEqualTo(4L);
  }

  @Test
  void namesAreListedAndDescribed() {
    makeOrders();
    run("CREATE VIEW big AS SELECT id FROM orders WHERE amount > 10");

    assertThat(rows("SHOW TABLES")).containsExactly(row("big"), row("orders"));
    assertThat(rows("SHOW SCHEMAS LIKE 'sho%'")).containsExactly(row("shop"));
    assertThat(rows("DESCRIBE orders"))
        .containsExactly(
            row("id", "bigint", "", ""),
            row("country", "varchar", "", ""),
            row("amount", "decimal(10,2)", "", ""),
            row("day", "date", "", ""));
    assertThat(run("SHOW CREATE TABLE orders").single().toString())
        .contains("CREATE TABLE iceberg.shop.orders", "partitioning = ARRAY['month(day)']");
    assertThat(rows("SELECT * FROM big ORDER BY id")).containsExactly(row(1L), row(2L));
    assertThat(
            rows(
                """
                SELECT column_name, data_type FROM information_schema.columns
                WHERE table_schema = 'shop' AND table_name = 'big'\
                """))
        .containsExactly(row("id", "bigint"));
  }

  @Test
  void whatTheSystemTellsOf() {
    makeOrders();
    run("CREATE VIEW big AS SELECT id FROM orders WHERE amount > 10");

    assertThat(
            rows(
                "SELECT table_name FROM iceberg.system.iceberg_tables WHERE table_schema = 'shop'"))
        .containsExactly(row("orders"));
    assertThat(
            rows(
                "SELECT catalog_name, schema_name, name FROM system.metadata.materialized_views WHERE schema_name = 'shop'"))
        .isEmpty();
    assertThat(
            run("EXPLAIN (TYPE IO, FORMAT JSON) SELECT count(*) FILTER (WHERE id > 1) FROM orders WHERE amount > 10")
                .single()
                .toString())
        .contains("\"inputTableColumnInfos\"", "\"table\" : \"orders\"", "\"estimate\"");
    assertThat(run("ANALYZE orders WITH (columns = ARRAY['id'])").updateType())
        .isEqualTo("ANALYZE");
    fails(
        "ANALYZE orders WITH (columns = ARRAY['nope'])",
        "INVALID_ANALYZE_PROPERTY",
        "Invalid columns specified for analysis: [nope]");
    fails("CALL system.runtime.kill_query('20240101_000000_00000_aaaaa', 'm')", "NOT_FOUND");
  }

  @Test
  void sessionsRemember() {
    run("PREPARE twice FROM SELECT ? * 2");
    assertThat(run("EXECUTE twice USING 21").single()).isEqualTo(42L);
    run("DEALLOCATE PREPARE twice");
    fails("EXECUTE twice USING 21", "NOT_FOUND");

    run("CREATE TABLE here (a integer)");
    session = SqlSession.of("ann", "iceberg", "information_schema");
    run("USE iceberg.shop");
    assertThat(run("SELECT count(*) FROM here").single()).isEqualTo(0L);
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
