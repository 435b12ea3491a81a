package dev.lakehouse.sql.trino;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.sql.SqlException;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementTablesTest {
  private static List<String> sorted(Iterable<String> names) {
    TreeSet<String> sorted = new TreeSet<>();
    names.forEach(sorted::add);
    return List.copyOf(sorted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "SELECT * FROM a JOIN other.b USING (x); [d.a, other.b]; []",
        "SELECT (SELECT max(n) FROM iceberg.s.c) FROM system.runtime.queries; [s.c]; []",
        "SELECT * FROM \"a$snapshots\"; [d.a]; []",
        "INSERT INTO t SELECT * FROM a; [d.a]; [d.t]",
        "INSERT INTO t SELECT * FROM t WHERE n > 1; [d.t]; [d.t]",
        "INSERT INTO t VALUES 1; []; [d.t]",
        "CREATE TABLE s.t AS SELECT * FROM a; [d.a]; [s.t]",
        "CREATE TABLE t (n bigint); []; [d.t]",
        "CREATE OR REPLACE VIEW v AS SELECT * FROM a; [d.a]; [d.v]",
        "ALTER TABLE a RENAME TO b; []; [d.b]",
        "DELETE FROM t WHERE n IN (SELECT n FROM a); [d.a]; [d.t]",
        "UPDATE t SET n = (SELECT max(n) FROM a); [d.a]; [d.t]",
        "MERGE INTO t AS x USING a ON x.n = a.n WHEN MATCHED THEN DELETE; [d.a]; [d.t]",
        "MERGE INTO t USING (SELECT * FROM t) s ON t.n = s.n WHEN MATCHED THEN DELETE; [d.t]; [d.t]",
        "DROP TABLE t; []; []",
        "CREATE SCHEMA s; []; []",
        "EXPLAIN SELECT * FROM a; [d.a]; []",
      })
  void namesWhatIsReadAndWhatIsWritten(String statement, String reads, String writes) {
    StatementTables tables = StatementTables.of(statement, "iceberg", "d");

    assertThat(sorted(tables.reads())).hasToString(reads);
    assertThat(sorted(tables.writes())).hasToString(writes);
  }

  /** {@code WITH orders AS (SELECT … FROM orders)} reads the table. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "WITH orders AS (SELECT * FROM orders) SELECT * FROM orders; [d.orders]",
        "WITH a AS (SELECT 1 n), b AS (SELECT * FROM A) SELECT * FROM b, s.a; [s.a]",
        "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT * FROM r; []",
        "SELECT * FROM (WITH a AS (SELECT * FROM x) SELECT * FROM a), a; [d.a, d.x]",
      })
  void namesOfWithAreNoTablesWhereTheyAreKnown(String statement, String reads) {
    assertThat(sorted(StatementTables.of(statement, "iceberg", "d").reads())).hasToString(reads);
  }

  @Test
  void whatIsNoStatementIsRefusedAtItsPlace() {
    assertThatThrownBy(() -> StatementTables.of("SELECT 1\nFORM a", "iceberg", "d"))
        .isInstanceOfSatisfying(
            SqlException.class,
            e -> {
              assertThat(e.error().name()).isEqualTo("SYNTAX_ERROR");
              assertThat(e.error().location()).contains(new SqlException.Location(2, 6));
            });
  }
}
