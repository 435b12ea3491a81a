package dev.lakehouse.sql.trino;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.sql.QueryRecord;
import dev.lakehouse.sql.connector.LakehouseTable;
import dev.lakehouse.sql.translate.ScanPredicates;
import io.trino.connector.informationschema.InformationSchemaTableHandle;
import io.trino.sql.ir.Expression;
import io.trino.sql.planner.plan.PlanNode;
import io.trino.sql.planner.plan.PlanNodeId;
import io.trino.sql.planner.plan.TableScanNode;
import io.trino.sql.planner.plan.ValuesNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of Trino itself and of the catalog: SHOW, DESCRIBE, system, information_schema. */
class SystemTablesTest extends FrontEndTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SHOW CATALOGS",
        "SHOW CATALOGS LIKE 'i%'",
        "SHOW SCHEMAS",
        "SHOW SCHEMAS FROM iceberg LIKE 's%'",
        "SHOW TABLES",
        "SHOW TABLES FROM iceberg.shop LIKE 't%'",
        "SHOW COLUMNS FROM t",
        "SHOW COLUMNS FROM t LIKE 'a%'",
        "DESCRIBE t",
        "DESCRIBE \"t$files\"",
        "SHOW CREATE TABLE t",
        "SHOW CREATE VIEW v",
        "SHOW CREATE SCHEMA shop",
        "SHOW FUNCTIONS",
        "SHOW FUNCTIONS LIKE 'date%'",
        "SHOW SESSION",
        "SHOW SESSION LIKE 'iceberg%'",
        "SHOW STATS FOR t",
        "SHOW STATS FOR (SELECT * FROM t WHERE a > 1)",
        "SHOW ROLES",
        "DESCRIBE INPUT p",
        "DESCRIBE OUTPUT p"
      })
  void showStatementsNeedNoTableOfOurs(String statement) {
    sql.run("CREATE TABLE t (a integer, b varchar)");
    sql.run("CREATE VIEW v AS SELECT a FROM t");
    sql.run("PREPARE p FROM SELECT a FROM t WHERE a = ?");

    assertThat(sql.<Boolean>plan(statement, (_, root) -> readsTables(root)))
        .as(statement)
        .isFalse();
  }

  private static boolean readsTables(PlanNode node) {
    return (node instanceof TableScanNode scan
            && scan.getTable().connectorHandle() instanceof LakehouseTable)
        || node.getSources().stream().anyMatch(SystemTablesTest::readsTables);
  }

  @Test
  void informationSchemaReadsNoMoreThanTheFilterAsksFor() {
    sql.run("CREATE SCHEMA IF NOT EXISTS other");
    sql.run("CREATE TABLE other.t (x integer)");
    sql.run("CREATE TABLE t (a integer, b varchar COMMENT 'text')");
    sql.run("CREATE TABLE u (c integer)");

    assertThat(
            sql.column(
                "column_name",
                "SELECT column_name FROM information_schema.columns"
                    + " WHERE table_schema = 'shop' AND table_name = 't' AND ordinal_position > 0"))
        .containsExactly("a", "b");
    assertThat(
            sql.column(
                "table_name",
                "SELECT table_name FROM information_schema.tables WHERE 'shop' = table_schema"))
        .containsExactlyInAnyOrder("t", "u");
    assertThat(sql.column("table_schema", "SELECT table_schema FROM information_schema.tables"))
        .contains("shop", "other", "information_schema");
    sql.run("DROP SCHEMA other CASCADE");
  }

  @Test
  void filtersReachScansThroughProjectionsAndJoins() {
    sql.run("CREATE TABLE t (a integer)");

    List<String> filters =
        sql.plan(
            "SELECT * FROM (SELECT table_name AS n, table_schema AS s FROM"
                + " information_schema.tables) x JOIN information_schema.columns c"
                + " ON x.n = c.table_name WHERE x.s = 'shop' AND c.table_schema = 'shop'",
            (_, root) -> {
              Map<PlanNodeId, List<Expression>> scanFilters = ScanPredicates.of(root);
              List<String> found = new ArrayList<>();
              collect(root, scanFilters, found);
              return found;
            });

    assertThat(filters).hasSize(2).allMatch(filter -> filter.contains("shop"));
  }

  private static void collect(
      PlanNode node, Map<PlanNodeId, List<Expression>> filters, List<String> found) {
    if (node instanceof TableScanNode scan) {
      assertThat(scan.getTable().connectorHandle())
          .isInstanceOf(InformationSchemaTableHandle.class);
      found.add(filters.get(scan.getId()).toString());
    }
    node.getSources().forEach(source -> collect(source, filters, found));
  }

  @Test
  void thisProcessIsTheOneNodeAndSpeaksTrino476() {
    assertThat(sql.rows("SELECT * FROM system.runtime.nodes"))
        .singleElement()
        .satisfies(row ->
            assertThat(row)
                .containsEntry("node_version", "476")
                .containsEntry("coordinator", true)
                .containsEntry("state", "active"));
    assertThat(sql.column("catalog_name", "SELECT * FROM system.metadata.catalogs"))
        .containsExactlyInAnyOrder("iceberg", "system");
    assertThat(
            sql.column(
                "property_name",
                "SELECT * FROM system.metadata.table_properties WHERE catalog_name = 'iceberg'"))
        .contains("partitioning", "sorted_by", "format_version", "location");
    assertThat(sql.rows("SELECT * FROM system.jdbc.types")).hasSizeGreaterThan(20);
  }

  private static QueryRecord query(String id, Optional<Instant> ended) {
    Instant created = Instant.parse("2024-05-01T10:00:00Z");
    return new QueryRecord(
        id,
        ended.isPresent() ? "FINISHED" : "RUNNING",
        "ann",
        Optional.of("cli"),
        "SELECT 1",
        Duration.ofMillis(3),
        Duration.ofMillis(5),
        Duration.ofMillis(7),
        created,
        Optional.of(created),
        ended,
        Optional.empty());
  }

  @Test
  void queriesCanBeKilled() {
    sql.queries.add(query("20240501_100000_00007_abcde", Optional.empty()));
    sql.queries.add(query("20240501_100000_00008_abcde", Optional.empty()));
    sql.queries.add(query("20240501_100000_00009_abcde", Optional.of(Instant.now())));

    assertThat(
            sql.run(
                "CALL system.runtime.kill_query(query_id => '20240501_100000_00007_abcde', message => 'too long')"))
        .isEqualTo("CALL");
    sql.run("CALL system.runtime.kill_query('20240501_100000_00008_abcde')");
    assertThat(sql.killed)
        .hasEntrySatisfying(
            "20240501_100000_00007_abcde",
            error -> {
              assertThat(error).hasMessage("Query killed. Message: too long");
              assertThat(error.error().name()).isEqualTo("ADMINISTRATIVELY_KILLED");
            })
        .hasEntrySatisfying(
            "20240501_100000_00008_abcde",
            error -> assertThat(error).hasMessage("Query killed. No message provided."));
    sql.refuses(
        "CALL system.runtime.kill_query('20240501_100000_00009_abcde', 'm')",
        "NOT_SUPPORTED: Target query is not running: 20240501_100000_00009_abcde");
    sql.refuses(
        "CALL system.runtime.kill_query('20240501_100000_00010_abcde', 'm')",
        "NOT_FOUND: Target query not found: 20240501_100000_00010_abcde");
    sql.refuses(
        "CALL system.runtime.kill_query(NULL)",
        "INVALID_PROCEDURE_ARGUMENT: query_id cannot be null");
    sql.refuses(
        "CALL system.runtime.kill_query('No Id')", "INVALID_PROCEDURE_ARGUMENT: Invalid id No Id");
    sql.refuses(
        "CALL system.runtime.kill_query()",
        "INVALID_ARGUMENTS: line 1:1: Required procedure argument 'QUERY_ID' is missing");
  }

  @Test
  void queriesAreThoseThatTheEngineTellsOf() {
    sql.queries.add(query("20240501_100000_00000_abcde", Optional.empty()));

    assertThat(sql.rows("SELECT * FROM system.runtime.queries"))
        .anySatisfy(row ->
            assertThat(row)
                .containsEntry("query_id", "20240501_100000_00000_abcde")
                .containsEntry("source", "cli")
                .containsEntry("queued_time_ms", 3L)
                .containsEntry("end", null)
                .hasEntrySatisfying(
                    "created",
                    value ->
                        assertThat(value.toString()).isEqualTo("2024-05-01 10:00:00.000 UTC")));
  }

  @Test
  void statisticsComeFromTheManifests() {
    sql.run("CREATE TABLE t (a bigint, b varchar, c date)");
    sql.append(
        "t",
        "SELECT i AS a, CASE WHEN i < 5 THEN 'x' END AS b, DATE '2024-01-01' + i::INTEGER AS c"
            + " FROM range(20) r(i)");

    String values =
        sql.plan(
            "SHOW STATS FOR t",
            (_, root) ->
                FrontEndFixture.only(root, ValuesNode.class).getRows().orElseThrow().toString());

    assertThat(values)
        .contains("[19]")
        .contains("[0.75]")
        .contains("[2024-01-01]")
        .contains("[2024-01-20]")
        .contains("[20.0]");
  }
}
