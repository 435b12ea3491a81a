package dev.lakehouse.sql.trino;

import static org.assertj.core.api.Assertions.assertThat;

import io.trino.sql.planner.plan.TableScanNode;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.view.SQLViewRepresentation;
import org.apache.iceberg.view.View;
import org.junit.jupiter.api.Test;

/** Views, in the form in which Trino keeps them in an Iceberg REST catalog. */
class ViewStatementsTest extends FrontEndTest {
  private View view(String name) {
    return sql.lakehouse.tables().views().find(TableIdentifier.of("shop", name)).orElseThrow();
  }

  @Test
  void aViewIsKeptAsTrinoKeepsIt() {
    sql.run("CREATE TABLE t (a integer, b varchar)");
    sql.run("CREATE VIEW v COMMENT 'a view' AS SELECT a, upper(b) AS c FROM t");

    View view = view("v");
    SQLViewRepresentation text = view.sqlFor("trino");
    assertThat(text.dialect()).isEqualTo("trino");
    assertThat(text.sql()).isEqualTo("SELECT\n  a\n, upper(b) c\nFROM\n  t\n");
    assertThat(view.currentVersion().defaultCatalog()).isEqualTo("iceberg");
    assertThat(view.currentVersion().defaultNamespace()).isEqualTo(Namespace.of("shop"));
    assertThat(view.properties())
        .containsEntry("comment", "a view")
        .containsEntry("trino.run-as-owner", "ann");
    assertThat(view.schema().asStruct().toString())
        .isEqualTo("struct<1: a: required int, 2: c: required string>");
    assertThat(sql.text("SHOW CREATE VIEW v"))
        .isEqualTo(
            """
            CREATE VIEW iceberg.shop.v COMMENT 'a view' SECURITY DEFINER AS
            SELECT
              a
            , upper(b) c
            FROM
              t\
            """);
  }

  @Test
  void aQueryOfAViewReadsItsTables() {
    sql.run("CREATE TABLE t (a integer)");
    sql.run("CREATE VIEW v SECURITY INVOKER AS SELECT a + 1 AS b FROM t");

    assertThat(
            sql.<String>plan(
                "SELECT b FROM v",
                (_, root) -> FrontEndFixture.only(root, TableScanNode.class).getTable().toString()))
        .contains("shop.t");
    assertThat(view("v").properties()).doesNotContainKey("trino.run-as-owner");
    sql.run("ALTER TABLE t RENAME COLUMN a TO z");
    assertThat(sql.refusal("SELECT b FROM v"))
        .startsWith("INVALID_VIEW: line 1:15: Failed analyzing stored view 'iceberg.shop.v'");
  }

  @Test
  void viewsAreReplacedRenamedCommentedAndDropped() {
    sql.run("CREATE VIEW v AS SELECT 1 AS a");
    sql.refuses(
        "CREATE VIEW v AS SELECT 2 AS a",
        "TABLE_ALREADY_EXISTS: line 1:1: View already exists: 'iceberg.shop.v'");
    sql.run("CREATE OR REPLACE VIEW v AS SELECT 2 AS a");
    sql.run("COMMENT ON VIEW v IS 'two'");
    sql.run("COMMENT ON COLUMN v.a IS 'the number'");
    sql.run("ALTER VIEW v RENAME TO w");

    assertThat(view("w").properties()).containsEntry("comment", "two");
    assertThat(view("w").sqlFor("trino").sql()).startsWith("SELECT 2 a\n");
    assertThat(sql.rows("SHOW COLUMNS FROM w"))
        .singleElement()
        .satisfies(row ->
            assertThat(row)
                .containsEntry("column_name", "a")
                .containsEntry("data_type", "integer")
                .containsEntry("comment", "the number"));
    sql.refuses(
        "DROP TABLE w",
        "GENERIC_USER_ERROR: line 1:1: Table 'iceberg.shop.w' does not exist, but a view with"
            + " that name exists. Did you mean DROP VIEW iceberg.shop.w?");
    sql.run("DROP VIEW w");
    sql.run("DROP VIEW IF EXISTS w");
    sql.refuses(
        "DROP VIEW w", "GENERIC_USER_ERROR: line 1:1: View 'iceberg.shop.w' does not exist");
  }

  @Test
  void viewsAndTablesShareTheirNames() {
    sql.run("CREATE TABLE t (a integer)");
    sql.run("CREATE VIEW v AS SELECT 1 AS a");

    assertThat(sql.rows("SHOW TABLES").stream().map(row -> row.get("table_name")).toList())
        .containsExactlyInAnyOrder("t", "v");
    assertThat(
            sql
                .rows(
                    "SELECT * FROM system.jdbc.tables WHERE table_cat = 'iceberg'"
                        + " AND table_schem = 'shop'")
                .stream()
                .map(row -> row.get("table_name") + " " + row.get("table_type"))
                .toList())
        .containsExactlyInAnyOrder("t TABLE", "v VIEW");
    sql.refuses(
        "CREATE VIEW t AS SELECT 1 AS a",
        "TABLE_ALREADY_EXISTS: line 1:1: Table already exists: 'iceberg.shop.t'");
    sql.refuses("CREATE TABLE v (a integer)", "TABLE_ALREADY_EXISTS: Table shop.v already exists");
  }

  @Test
  void aViewOfAnotherEngineIsListedButNotRead() {
    sql.lakehouse
        .tables()
        .views()
        .create(
            TableIdentifier.of("shop", "spark"),
            builder ->
                builder
                    .withSchema(
                        new Schema(Types.NestedField.required(1, "a", Types.LongType.get())))
                    .withQuery("spark", "SELECT 1L AS a")
                    .withDefaultNamespace(Namespace.of("shop")),
            false);

    sql.refuses(
        "SELECT * FROM spark",
        "ICEBERG_UNSUPPORTED_VIEW_DIALECT: Cannot read unsupported dialect 'spark' for view"
            + " 'shop.spark'");
    List<Map<String, Object>> columns =
        sql.rows("SELECT * FROM information_schema.columns WHERE table_schema = 'shop'");
    assertThat(columns).isEmpty();
  }
}
