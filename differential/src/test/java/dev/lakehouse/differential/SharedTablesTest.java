package dev.lakehouse.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.sql.SqlEngine;
import dev.lakehouse.sql.SqlException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our engine and a Trino on the same tables, one after the other: each goes on from the other. */
@ExtendWith(TwoEngines.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharedTablesTest {
  private static final String SCHEMA = "shared";

  private SqlEngine ourEngine;
  private SqlEngine theirEngine;
  private EngineClient ours;
  private EngineClient theirs;

  @BeforeAll
  void connect(TwoEngines.Running running) {
    ourEngine = running.ours();
    theirEngine = running.theirs();
    ours = new EngineClient("ours", ourEngine, SCHEMA);
    theirs = new EngineClient("Trino", theirEngine, SCHEMA);
  }

  @AfterAll
  void disconnect() {
    ourEngine.close();
    theirEngine.close();
  }

  @BeforeEach
  void makeAnEmptySchema() {
    theirs.run("DROP SCHEMA IF EXISTS shared CASCADE");
    ours.run("CREATE SCHEMA shared");
  }

  /** What both engines say, which has to be the same. */
  private List<List<Object>> both(String sql) {
    List<List<Object>> expected = theirs.rows(sql);
    assertThat(ours.rows(sql)).as(sql).isEqualTo(expected);
    return expected;
  }

  private Object bothOne(String sql) {
    List<List<Object>> rows = both(sql);
    assertThat(rows).as(sql).hasSize(1);
    return rows.getFirst().getFirst();
  }

  @Test
  void rowsOfEveryTypeAreReadByBoth() {
    List<EngineClient> writers = List.of(ours, theirs);
    for (EngineClient maker : writers) {
      String table = maker == ours ? "made_by_us" : "made_by_trino";
      maker.run(
          """
          CREATE TABLE %s (b boolean, i integer, l bigint, r real, d double, n decimal(38, 10),
          m decimal(9, 2), v varchar, x varbinary, dt date, t time(6), ts timestamp(6),
          tz timestamp(6) with time zone, u uuid, a array(row(p integer, q varchar)),
          k map(varchar, bigint), s row(x integer, y row(z varchar)))
          WITH (partitioning = ARRAY['bucket(l, 3)', 'day(ts)', 'truncate(v, 2)', 'm'])\
          """
              .formatted(table));
      for (EngineClient writer : writers) {
        writer.run(
            """
            INSERT INTO %s VALUES (true, -2147483648, 9223372036854775807, REAL '1.5', 1e300,
            DECIMAL '1234567890123456789012345678.0123456789', DECIMAL '-0.05', 'äöü''"',
            X'00FF', DATE '0001-01-01', TIME '23:59:59.999999',
            TIMESTAMP '1969-12-31 23:59:59.999999',
            TIMESTAMP '2024-03-10 12:00:00.000001 Asia/Tokyo',
            UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59', ARRAY[ROW(1, NULL), NULL, ROW(2, 'q')],
            MAP(ARRAY['k', ''], ARRAY[7, NULL]), ROW(1, ROW('z'))),
            (false, 0, -1, REAL '-0.0', nan(), 0, 0, '', X'', DATE '9999-12-31',
            TIME '00:00:00', TIMESTAMP '9999-12-31 23:59:59.999999',
            TIMESTAMP '0001-01-01 00:00:00 Asia/Tokyo', UUID '00000000-0000-0000-0000-000000000000',
            ARRAY[], MAP(), ROW(NULL, NULL)),
            (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
            NULL, NULL, NULL)\
            """
                .formatted(table));
      }
      assertThat(both("SELECT * FROM %s ORDER BY l, m".formatted(table))).hasSize(6);
      both("SELECT count(*) FROM %s WHERE ts < TIMESTAMP '1970-01-01 00:00:00'".formatted(table));
      both("SELECT count(*) FROM %s WHERE m = DECIMAL '-0.05' AND v LIKE 'äö%%'".formatted(table));
      both("SELECT count(*) FROM %s WHERE l = -1 OR l IS NULL".formatted(table));
      both(
          "SELECT partition, record_count, file_count FROM \"%s$partitions\" ORDER BY partition.l_bucket, partition.v_trunc"
              .formatted(table));
    }
  }

  @Test
  void deletesOfEachAreRespectedByTheOther() {
    String rows = "SELECT id, v FROM numbers ORDER BY id";
    ours.run("CREATE TABLE numbers AS SELECT n AS id, 0 AS v FROM UNNEST(sequence(1, 100)) t(n)");

    theirs.run("DELETE FROM numbers WHERE id % 7 = 0");
    assertThat(both(rows)).hasSize(86);
    assertThat(deleteFiles()).isEqualTo(1);

    ours.run("DELETE FROM numbers WHERE id % 5 = 0");
    assertThat(both(rows)).hasSize(68);
    assertThat(deleteFiles()).isGreaterThan(1);

    theirs.run("UPDATE numbers SET v = v + 1 WHERE id <= 10");
    both(rows);
    ours.run("UPDATE numbers SET v = v + 10 WHERE id BETWEEN 8 AND 13");
    both(rows);
    String merge =
        """
        MERGE INTO numbers t USING (SELECT n AS id FROM UNNEST(sequence(%d, %d)) s(n)) s
        ON t.id = s.id
        WHEN MATCHED AND t.id %% 2 = 0 THEN DELETE
        WHEN MATCHED THEN UPDATE SET v = v + 100
        WHEN NOT MATCHED THEN INSERT VALUES (s.id, 1000)\
        """;
    theirs.run(merge.formatted(9, 25));
    both(rows);
    ours.run(merge.formatted(20, 40));
    both(rows);
    assertThat(bothOne("SELECT count(DISTINCT id) - count(*) FROM numbers")).isEqualTo(0);

    theirs.run("ALTER TABLE numbers EXECUTE optimize");
    assertThat(deleteFiles()).isZero();
    List<List<Object>> folded = both(rows);
    ours.run("DELETE FROM numbers WHERE id = 1");
    ours.run("ALTER TABLE numbers EXECUTE optimize");
    assertThat(deleteFiles()).isZero();
    assertThat(both(rows)).isEqualTo(folded.subList(1, folded.size()));
  }

  private long deleteFiles() {
    return ((Number) bothOne("SELECT count(*) FROM \"numbers$files\" WHERE content <> 0"))
        .longValue();
  }

  @Test
  void olderStatesAreTheSameForBoth() {
    ours.run("CREATE TABLE t (id bigint, v varchar)");
    theirs.run("INSERT INTO t VALUES (1, 'a'), (2, 'b')");
    ours.run("INSERT INTO t VALUES (3, 'c')");
    theirs.run("DELETE FROM t WHERE id = 2");
    ours.run("UPDATE t SET v = 'x' WHERE id = 1");
    theirs.run("ALTER TABLE t ADD COLUMN w integer");
    ours.run("INSERT INTO t VALUES (4, 'd', 5)");

    List<List<Object>> snapshots =
        both(
            """
            SELECT snapshot_id, committed_at, parent_id, operation, manifest_list, summary
            FROM "t$snapshots" ORDER BY committed_at\
            """);
    assertThat(snapshots).hasSize(6);
    for (List<Object> snapshot : snapshots) {
      both("SELECT * FROM t FOR VERSION AS OF %s ORDER BY id".formatted(snapshot.getFirst()));
      both(
          "SELECT * FROM t FOR TIMESTAMP AS OF TIMESTAMP '%s' ORDER BY id"
              .formatted(snapshot.get(1)));
    }
    theirs.run(
        "ALTER TABLE t EXECUTE rollback_to_snapshot(%s)".formatted(snapshots.get(2).getFirst()));
    assertThat(both("SELECT id FROM t ORDER BY id")).hasSize(3);
    ours.run(
        "ALTER TABLE t EXECUTE rollback_to_snapshot(%s)".formatted(snapshots.get(1).getFirst()));
    assertThat(both("SELECT id FROM t ORDER BY id")).hasSize(2);
    ours.run(
        "ALTER TABLE t EXECUTE rollback_to_snapshot(%s)".formatted(snapshots.get(5).getFirst()));
    assertThat(both("SELECT id FROM t ORDER BY id")).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM \"t$snapshots\" ORDER BY committed_at",
        "SELECT * FROM \"t$history\" ORDER BY made_current_at",
        "SELECT * FROM \"t$metadata_log_entries\" ORDER BY timestamp",
        "SELECT * FROM \"t$refs\" ORDER BY name",
        "SELECT * FROM \"t$manifests\" ORDER BY path",
        "SELECT * FROM \"t$all_manifests\" ORDER BY path, reference_snapshot_id",
        "SELECT * FROM \"t$files\" ORDER BY file_path",
        "SELECT * FROM \"t$partitions\" ORDER BY partition.at_day",
        "SELECT * FROM \"t$entries\" ORDER BY sequence_number, data_file.file_path",
        "SELECT * FROM \"t$all_entries\" ORDER BY sequence_number, status, data_file.file_path",
        "SELECT * FROM \"t$properties\" ORDER BY key",
        "SELECT id, \"$path\", \"$partition\" FROM t ORDER BY id",
        "SHOW CREATE TABLE t",
        "SHOW COLUMNS FROM t",
        "SHOW CREATE SCHEMA shared",
        "SHOW TABLES",
        "SELECT * FROM system.metadata.table_comments WHERE catalog_name = 'iceberg' AND schema_name = 'shared'",
        "SELECT * FROM information_schema.columns WHERE table_schema = 'shared' ORDER BY ordinal_position",
        "SELECT * FROM information_schema.tables WHERE table_schema = 'shared'",
      })
  void metadataIsTheSameForBoth(String sql) {
    ours.run(
        """
        CREATE TABLE t (id bigint NOT NULL, v varchar COMMENT 'a word', at timestamp(6))
        COMMENT 'what two write'
        WITH (partitioning = ARRAY['day(at)'], sorted_by = ARRAY['id'])\
        """);
    theirs.run("INSERT INTO t VALUES (1, 'a', TIMESTAMP '2024-01-01 00:00:00'), (2, NULL, NULL)");
    ours.run("INSERT INTO t VALUES (3, 'c', TIMESTAMP '2024-01-02 00:00:00')");
    theirs.run("DELETE FROM t WHERE id = 3");
    ours.run("UPDATE t SET v = 'b' WHERE id = 2");

    assertThat(both(sql)).isNotEmpty();
  }

  @Test
  void viewsOfEachAreReadByTheOther() {
    ours.run("CREATE TABLE t (id bigint, v varchar)");
    ours.run("INSERT INTO t VALUES (1, 'a'), (2, 'b')");
    ours.run("CREATE VIEW by_us COMMENT 'ours' AS SELECT id, upper(v) AS u FROM t WHERE id > 1");
    theirs.run("CREATE VIEW by_trino AS SELECT u || '!' AS loud FROM by_us");

    assertThat(both("SELECT * FROM by_us")).containsExactly(List.of(2, "B"));
    assertThat(both("SELECT * FROM by_trino")).containsExactly(List.of("B!"));
    both("SHOW CREATE VIEW by_us");
    both("SHOW CREATE VIEW by_trino");
    both("DESCRIBE by_us");
    both(
        "SELECT table_name, view_definition FROM information_schema.views WHERE table_schema = 'shared' ORDER BY 1");
    both("SHOW TABLES");

    theirs.run("CREATE OR REPLACE VIEW by_us AS SELECT id * 2 AS id, v AS u FROM t");
    ours.run("CREATE OR REPLACE VIEW by_trino AS SELECT count(*) AS loud FROM by_us");
    assertThat(both("SELECT * FROM by_us ORDER BY id"))
        .containsExactly(List.of(2, "a"), List.of(4, "b"));
    assertThat(bothOne("SELECT * FROM by_trino")).isEqualTo(2);

    theirs.run("COMMENT ON VIEW by_trino IS 'counts'");
    ours.run("COMMENT ON COLUMN by_us.id IS 'twice'");
    both("SHOW CREATE VIEW by_trino");
    both("DESCRIBE by_us");
    ours.run("ALTER VIEW by_us RENAME TO twice");
    theirs.run("DROP VIEW by_trino");
    assertThat(both("SHOW TABLES")).containsExactly(List.of("t"), List.of("twice"));
    for (EngineClient engine : List.of(ours, theirs)) {
      assertThatThrownBy(() -> engine.run("SELECT * FROM by_us"))
          .isInstanceOfSatisfying(
              SqlException.class, e -> assertThat(e.error().name()).isEqualTo("TABLE_NOT_FOUND"));
    }
  }

  @Test
  void shapesOfEachAreSeenByTheOther() {
    theirs.run("CREATE TABLE t (id integer, s row(a integer, b varchar), amount decimal(5, 2))");
    ours.run("INSERT INTO t VALUES (1, ROW(1, 'b'), 1.50)");
    ours.run("ALTER TABLE t ADD COLUMN s.c date");
    theirs.run("INSERT INTO t VALUES (2, ROW(2, 'bb', DATE '2024-01-01'), 2.50)");
    theirs.run("ALTER TABLE t ALTER COLUMN id SET DATA TYPE bigint");
    ours.run("ALTER TABLE t ALTER COLUMN amount SET DATA TYPE decimal(10, 2)");
    theirs.run("ALTER TABLE t RENAME COLUMN s.b TO text");
    ours.run("ALTER TABLE t RENAME COLUMN amount TO price");
    theirs.run("ALTER TABLE t DROP COLUMN s.a");
    ours.run("ALTER TABLE t SET PROPERTIES partitioning = ARRAY['bucket(id, 2)']");
    theirs.run("INSERT INTO t VALUES (3000000000, ROW('bbb', NULL), 12345678.25)");
    ours.run("INSERT INTO t VALUES (4000000000, NULL, NULL)");
    theirs.run("ALTER TABLE t ADD COLUMN id2 varchar FIRST");

    assertThat(both("SELECT * FROM t ORDER BY id")).hasSize(4);
    both("SHOW CREATE TABLE t");
    both("SELECT partition, spec_id, record_count FROM \"t$files\" ORDER BY file_path");
    ours.run("DELETE FROM t WHERE id = 1");
    theirs.run("DELETE FROM t WHERE id = 4000000000");
    assertThat(both("SELECT * FROM t ORDER BY id")).hasSize(2);
  }

  @Test
  void whatOneCleansUpTheOtherDoesNotNeed() {
    String rows = "SELECT id, v FROM t ORDER BY id";
    ours.run("CREATE TABLE t (id bigint, v varchar)");
    for (int i = 0; i < 3; i++) {
      ours.run("INSERT INTO t VALUES (%d, 'ours')".formatted(i));
      theirs.run("INSERT INTO t VALUES (%d, 'theirs')".formatted(i + 10));
      ours.run("DELETE FROM t WHERE id = %d".formatted(i + 10));
      theirs.run("UPDATE t SET v = v || '.' WHERE id = %d".formatted(i));
    }
    List<List<Object>> expected = both(rows);
    assertThat(expected).hasSize(3);
    for (EngineClient cleaner : List.of(theirs, ours)) {
      cleaner.run("ALTER TABLE t EXECUTE optimize");
      cleaner.run("ALTER TABLE t EXECUTE optimize_manifests");
      cleaner.run("SET SESSION iceberg.expire_snapshots_min_retention = '0s'");
      cleaner.run("SET SESSION iceberg.remove_orphan_files_min_retention = '0s'");
      cleaner.run("ALTER TABLE t EXECUTE expire_snapshots(retention_threshold => '0s')");
      cleaner.run("ALTER TABLE t EXECUTE remove_orphan_files(retention_threshold => '0s')");
      assertThat(both(rows)).isEqualTo(expected);
      assertThat(bothOne("SELECT count(*) FROM \"t$snapshots\"")).isEqualTo(1);
      ours.run("UPDATE t SET v = v WHERE id = 0");
      theirs.run("UPDATE t SET v = v WHERE id = 1");
      assertThat(both(rows)).isEqualTo(expected);
    }
  }
}
