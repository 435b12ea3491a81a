package dev.lakehouse.sql.trino;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.table.store.ObjectPath;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

/** CREATE, ALTER, DROP, COMMENT and TRUNCATE of schemas and tables. */
class TableStatementsTest extends FrontEndTest {
  private static final String EVERYTHING =
      """
      CREATE TABLE all_types (
        b boolean, i integer NOT NULL, l bigint, r real, d double, n decimal(12,3), v varchar,
        x varbinary, dt date, t time(6), ts timestamp(6), tz timestamp(6) with time zone, u uuid,
        s row(a integer, b row(c varchar)), li array(bigint), m map(varchar, double))
      COMMENT 'everything'
      WITH (partitioning = ARRAY['bucket(l, 4)', 'day(tz)', 'v'], sorted_by = ARRAY['i DESC'])
      """;

  @Test
  void aTableHasTheTypesPartitionsAndOrderThatWereAskedFor() {
    assertThat(sql.run(EVERYTHING)).isEqualTo("CREATE TABLE");

    Table table = sql.table("all_types");
    assertThat(table.schema().columns().stream().map(field -> field.type().toString()).toList())
        .containsExactly(
            "boolean",
            "int",
            "long",
            "float",
            "double",
            "decimal(12, 3)",
            "string",
            "binary",
            "date",
            "time",
            "timestamp",
            "timestamptz",
            "uuid",
            "struct<17: a: optional int, 18: b: optional struct<19: c: optional string>>",
            "list<long>",
            "map<string, double>");
    assertThat(table.schema().findField("i").isRequired()).isTrue();
    assertThat(table.spec().fields().stream().map(field -> field.name()).toList())
        .containsExactly("l_bucket", "tz_day", "v");
    assertThat(table.properties()).containsEntry("comment", "everything");
    assertThat(sql.text("SHOW CREATE TABLE all_types"))
        .isEqualTo(
            """
            CREATE TABLE iceberg.shop.all_types (
               b boolean,
               i integer NOT NULL,
               l bigint,
               r real,
               d double,
               n decimal(12, 3),
               v varchar,
               x varbinary,
               dt date,
               t time(6),
               ts timestamp(6),
               tz timestamp(6) with time zone,
               u uuid,
               s ROW(a integer, b ROW(c varchar)),
               li array(bigint),
               m map(varchar, double)
            )
            COMMENT 'everything'
            WITH (
               format = 'PARQUET',
               format_version = 2,
               location = '%s',
               max_commit_retry = 50,
               partitioning = ARRAY['bucket(l, 4)','day(tz)','v'],
               sorted_by = ARRAY['i DESC NULLS LAST']
            )\
            """
                .formatted(table.location()));
  }

  @Test
  void typesThatIcebergLacksBecomeThoseThatHoldTheirValues() {
    sql.run(
        "CREATE TABLE t (a tinyint, b smallint, c char(3), d time(3), e timestamp, f timestamp(0)"
            + " with time zone, g array(char(2)))");

    assertThat(
            sql.table("t").schema().columns().stream()
                .map(field -> field.type().toString())
                .toList())
        .containsExactly(
            "int", "int", "string", "time", "timestamp", "timestamptz", "list<string>");
    sql.refuses("CREATE TABLE bad (a json)", "NOT_SUPPORTED: Type not supported for Iceberg: json");
    sql.refuses(
        "CREATE TABLE bad (a row(integer))",
        "NOT_SUPPORTED: Row type field does not have a name: row(integer)");
  }

  @Test
  void whatTrinoRefusesOfANewTableIsRefusedInItsWords() {
    sql.run("CREATE TABLE t (a integer)");

    sql.refuses(
        "CREATE TABLE t (a integer)",
        "TABLE_ALREADY_EXISTS: line 1:1: Table 'iceberg.shop.t' already exists");
    assertThat(sql.run("CREATE TABLE IF NOT EXISTS t (z varchar)")).isEqualTo("CREATE TABLE");
    assertThat(sql.table("t").schema().findField("z")).isNull();
    sql.refuses("CREATE TABLE nowhere.t (a integer)", "NOT_FOUND: Schema nowhere not found");
    sql.refuses(
        "CREATE TABLE u (a integer, A varchar)",
        "DUPLICATE_COLUMN_NAME: line 1:28: Column name 'A' specified more than once");
    sql.refuses(
        "CREATE TABLE u (a integer) WITH (partitioning = ARRAY['b'])",
        "INVALID_TABLE_PROPERTY: Unable to parse partitioning value: Cannot find source"
            + " column: b");
    sql.refuses(
        "CREATE TABLE u (a integer) WITH (sorted_by = ARRAY['a SIDEWAYS'])",
        "INVALID_TABLE_PROPERTY: Unable to parse sort field: [a SIDEWAYS]");
    assertThat(sql.refusal("CREATE TABLE u (a integer) WITH (format = 'ORC')"))
        .startsWith("NOT_SUPPORTED: ");
    sql.refuses(
        "CREATE TABLE u (a integer) WITH (format_version = 3)",
        "INVALID_TABLE_PROPERTY: line 1:34: Unable to set catalog 'iceberg' table property"
            + " 'format_version' to [3]: format_version must be between 1 and 2");
    sql.refuses(
        "CREATE TABLE u (a integer) WITH (nonsense = 3)",
        "INVALID_TABLE_PROPERTY: line 1:34: Catalog 'iceberg' table property 'nonsense' does"
            + " not exist");
    sql.refuses(
        "CREATE TABLE u (a integer) WITH (extra_properties = MAP(ARRAY['write.data.path'],"
            + " ARRAY['s3://elsewhere/']))",
        "INVALID_TABLE_PROPERTY: Illegal keys in extra_properties: [write.data.path]");
    assertThat(sql.refusal("CREATE TABLE u (a integer) WITH (location = 'file:///etc')"))
        .startsWith("INVALID_TABLE_PROPERTY: Invalid location: 'file:///etc/'");
  }

  @Test
  void aTableLiesWhereItWasPutAndNeverWhereSomethingIs() {
    String location = "s3://lakehouse-warehouse/elsewhere/t";
    sql.run("CREATE TABLE t (a integer) WITH (location = '%s/')".formatted(location));

    assertThat(sql.table("t").location()).isEqualTo(location);
    sql.refuses(
        "CREATE TABLE u (a integer) WITH (location = '%s')".formatted(location),
        "ICEBERG_FILESYSTEM_ERROR: Cannot create a table on a non-empty location: " + location);
    sql.run("DROP TABLE t");
    assertThat(sql.lakehouse.store().list(ObjectPath.parse(location + "/"))).isEmpty();
  }

  @Test
  void aTableMadeLikeAnotherAndOneThatReplacesAnother() {
    sql.run("CREATE TABLE t (a integer COMMENT 'first', b varchar)");
    sql.run("CREATE TABLE u (LIKE t, c date)");
    assertThat(sql.table("u").schema().columns().stream().map(Types.NestedField::name).toList())
        .containsExactly("a", "b", "c");

    sql.append("t", "SELECT 1::INTEGER AS a, 'x' AS b");
    String location = sql.table("t").location();
    sql.run("CREATE OR REPLACE TABLE t (z double)");
    Table replaced = sql.table("t");
    assertThat(replaced.schema().columns().stream().map(Types.NestedField::name).toList())
        .containsExactly("z");
    assertThat(replaced.currentSnapshot().summary()).containsEntry("total-records", "0");
    assertThat(replaced.location()).isEqualTo(location);
    assertThat(sql.column("snapshot_id", "SELECT * FROM \"t$snapshots\"")).hasSize(3);
  }

  @Test
  void columnsAndFieldsComeGoAndChangeInOneCommitEach() {
    sql.run("CREATE TABLE t (a integer, r row(x integer, y varchar), l array(row(p integer)))");
    int commits = metadataFiles();

    sql.run("ALTER TABLE t ADD COLUMN b varchar COMMENT 'second' AFTER a");
    sql.run("ALTER TABLE t ADD COLUMN IF NOT EXISTS b varchar");
    sql.run("ALTER TABLE t ADD COLUMN r.z double");
    sql.run("ALTER TABLE t ADD COLUMN l.element.q date");
    sql.run("ALTER TABLE t RENAME COLUMN r.x TO xx");
    sql.run("ALTER TABLE t RENAME COLUMN a TO aa");
    sql.run("ALTER TABLE t ALTER COLUMN aa SET DATA TYPE bigint");
    sql.run("ALTER TABLE t ALTER COLUMN r.xx SET DATA TYPE bigint");
    sql.run("ALTER TABLE t DROP COLUMN r.y");

    assertThat(sql.table("t").schema().asStruct().toString())
        .isEqualTo(
            "struct<1: aa: optional long, 8: b: optional string (second), 2: r: optional struct<4:"
                + " xx: optional long, 9: z: optional double>, 3: l: optional list<struct<7: p:"
                + " optional int, 10: q: optional date>>>");
    assertThat(metadataFiles() - commits).isEqualTo(8);
  }

  private int metadataFiles() {
    return sql.column("file", "SELECT * FROM \"t$metadata_log_entries\"").size();
  }

  @Test
  void mistakesWithColumnsAreToldInTrinosWords() {
    sql.run(
        "CREATE TABLE t (a integer NOT NULL, b varchar, r row(x integer))"
            + " WITH (partitioning = ARRAY['b'])");

    sql.refuses(
        "ALTER TABLE t ADD COLUMN a integer",
        "COLUMN_ALREADY_EXISTS: line 1:1: Column 'a' already exists");
    sql.refuses(
        "ALTER TABLE t ADD COLUMN c integer NOT NULL",
        "NOT_SUPPORTED: This connector does not support adding not null columns");
    sql.refuses(
        "ALTER TABLE t ADD COLUMN r.x integer",
        "COLUMN_ALREADY_EXISTS: line 1:1: Field 'x' already exists");
    sql.refuses(
        "ALTER TABLE t DROP COLUMN zz", "COLUMN_NOT_FOUND: line 1:1: Column 'zz' does not exist");
    sql.refuses("ALTER TABLE t DROP COLUMN b", "NOT_SUPPORTED: Cannot drop partition field: b");
    sql.refuses(
        "ALTER TABLE t RENAME COLUMN a TO b",
        "COLUMN_ALREADY_EXISTS: line 1:1: Column 'b' already exists");
    sql.refuses(
        "ALTER TABLE t ALTER COLUMN a SET DATA TYPE varchar",
        "ICEBERG_COMMIT_ERROR: Failed to set column type: Cannot change column type: a: int"
            + " -> string");
    sql.refuses(
        "ALTER TABLE nope ADD COLUMN a integer",
        "TABLE_NOT_FOUND: line 1:1: Table 'iceberg.shop.nope' does not exist");
    sql.run("ALTER TABLE t ALTER COLUMN a DROP NOT NULL");
    assertThat(sql.table("t").schema().findField("a").isOptional()).isTrue();
  }

  @Test
  void propertiesPartitionsAndOrderChangeTogetherInOneCommit() {
    sql.run("CREATE TABLE t (a integer, b date) WITH (partitioning = ARRAY['a'])");
    int commits = metadataFiles();

    sql.run(
        "ALTER TABLE t SET PROPERTIES partitioning = ARRAY['month(b)'], sorted_by = ARRAY['a'],"
            + " extra_properties = MAP(ARRAY['write.target-file-size-bytes'], ARRAY['1000000'])");

    Table table = sql.table("t");
    assertThat(table.spec().fields().stream().map(field -> field.name()).toList())
        .containsExactly("b_month");
    assertThat(table.sortOrder().fields()).hasSize(1);
    assertThat(table.properties()).containsEntry("write.target-file-size-bytes", "1000000");
    assertThat(metadataFiles() - commits).isEqualTo(1);
    sql.refuses(
        "ALTER TABLE t SET PROPERTIES location = 's3://x/y'",
        "NOT_SUPPORTED: The following properties cannot be updated: location");
    assertThat(sql.refusal("ALTER TABLE t DROP COLUMN a"))
        .startsWith("NOT_SUPPORTED: Cannot drop column which is used by an old partition spec: a");
  }

  @Test
  void commentsRenamesAndTruncation() {
    sql.run("CREATE TABLE t (a integer)");
    sql.append("t", "SELECT 1::INTEGER AS a");
    sql.run("COMMENT ON TABLE t IS 'the table'");
    sql.run("COMMENT ON COLUMN t.a IS 'the column'");
    assertThat(
            sql.column(
                "comment",
                "SELECT * FROM system.metadata.table_comments"
                    + " WHERE catalog_name = 'iceberg' AND schema_name = 'shop'"))
        .containsExactly("the table");
    assertThat(sql.table("t").schema().findField("a").doc()).isEqualTo("the column");
    sql.run("COMMENT ON TABLE t IS NULL");
    assertThat(sql.table("t").properties()).doesNotContainKey("comment");

    sql.run("ALTER TABLE t RENAME TO u");
    assertThat(sql.run("TRUNCATE TABLE u")).isEqualTo("TRUNCATE TABLE");
    assertThat(sql.table("u").currentSnapshot().summary()).containsEntry("total-records", "0");
    sql.run("CREATE TABLE t (b varchar)");
    assertThat(sql.table("t").location()).isNotEqualTo(sql.table("u").location());
    sql.refuses(
        "ALTER TABLE t RENAME TO u",
        "TABLE_ALREADY_EXISTS: line 1:1: Target table 'iceberg.shop.u' already exists");
  }

  @Test
  void schemas() {
    sql.run("CREATE SCHEMA other WITH (location = 's3://lakehouse-warehouse/others')");
    assertThat(sql.text("SHOW CREATE SCHEMA other"))
        .contains("location = 's3://lakehouse-warehouse/others'");
    sql.run("CREATE TABLE other.t (a integer)");
    assertThat(sql.lakehouse.tables().load(TableIdentifier.of("other", "t")).location())
        .startsWith("s3://lakehouse-warehouse/others/t-");

    sql.refuses(
        "CREATE SCHEMA other",
        "SCHEMA_ALREADY_EXISTS: line 1:1: Schema 'iceberg.other' already exists");
    sql.refuses(
        "DROP SCHEMA other", "SCHEMA_NOT_EMPTY: line 1:1: Cannot drop non-empty schema 'other'");
    sql.refuses(
        "ALTER SCHEMA other RENAME TO another",
        "NOT_SUPPORTED: renameNamespace is not supported for Iceberg REST catalog");
    sql.run("CREATE VIEW other.v AS SELECT 1 x");
    sql.run("DROP SCHEMA other CASCADE");
    sql.refuses(
        "DROP SCHEMA other", "SCHEMA_NOT_FOUND: line 1:1: Schema 'iceberg.other' does not exist");
  }

  @Test
  void changesOfRowsArePlanned() {
    sql.run("CREATE TABLE t (a bigint NOT NULL, b varchar)");
    for (String statement :
        List.of(
            "INSERT INTO t VALUES (1, 'x')",
            "CREATE TABLE u AS SELECT * FROM t",
            "CREATE OR REPLACE TABLE t AS SELECT 1 a",
            "UPDATE t SET b = 'y' WHERE a = 1",
            "DELETE FROM t WHERE a = 1",
            "MERGE INTO t USING (VALUES 1) v(x) ON a = x WHEN MATCHED THEN DELETE"
                + " WHEN NOT MATCHED THEN INSERT VALUES (x, 'n')")) {
      assertThat(
              sql.<List<String>>plan(
                  statement,
                  (_, root) ->
                      root.getOutputSymbols().stream().map(symbol -> symbol.name()).toList()))
          .as(statement)
          .containsExactly("rows");
    }
    sql.refuses(
        "INSERT INTO t (b) VALUES (1)",
        "TYPE_MISMATCH: line 1:1: Insert query has mismatched column types: Table: [varchar],"
            + " Query: [integer]");
  }

  @Test
  void whatThisCatalogDoesNotDoIsRefused() {
    sql.run("CREATE TABLE t (a integer)");
    sql.refuses(
        "CREATE MATERIALIZED VIEW m AS SELECT 1 x",
        "NOT_SUPPORTED: This connector does not support creating materialized views");
    assertThat(sql.refusal("CREATE FUNCTION iceberg.shop.f() RETURNS integer RETURN 1"))
        .startsWith("NOT_SUPPORTED: ");
    assertThat(sql.refusal("GRANT SELECT ON t TO USER bob")).startsWith("NOT_SUPPORTED: ");
    assertThat(sql.refusal("CREATE CATALOG c USING lakehouse")).startsWith("NOT_SUPPORTED: ");
    assertThat(sql.refusal("DROP CATALOG iceberg")).startsWith("NOT_SUPPORTED: ");
    assertThat(sql.refusal("START TRANSACTION")).startsWith("NOT_SUPPORTED: ");
    assertThat(sql.refusal("SET SESSION AUTHORIZATION bob")).startsWith("NOT_SUPPORTED: ");
    sql.refuses(
        "CALL system.nothing()", "PROCEDURE_NOT_FOUND: Procedure not registered: system.nothing");
  }
}
