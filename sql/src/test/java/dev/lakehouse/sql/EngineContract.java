package dev.lakehouse.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.trino.client.Column;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What the platform expects of an engine, whichever does the work: of its queries, and, here, of
 * what it does with tables, their metadata and the session.
 */
public abstract class EngineContract extends QueryContract {
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
    startSession("information_schema");
    run("USE iceberg.shop");
    assertThat(run("SELECT count(*) FROM here").single()).isEqualTo(0L);
  }
}
