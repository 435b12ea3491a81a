package dev.lakehouse.sql.trino;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableChange;
import dev.lakehouse.table.TableDefinition;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tables of a table's metadata. */
class MetadataTablesTest extends FrontEndTest {
  @BeforeEach
  void twoSnapshots() {
    sql.run(
        "CREATE TABLE t (id bigint, name varchar, at timestamp(6) with time zone, price"
            + " decimal(20,2), ok boolean) WITH (partitioning = ARRAY['day(at)', 'name'],"
            + " sorted_by = ARRAY['id'])");
    sql.append(
        "t",
        "SELECT i AS id, CASE WHEN i = 0 THEN NULL ELSE 'n' END AS name,"
            + " TIMESTAMPTZ '2024-01-02 03:00:00+00' AS at, (i + 0.5)::DECIMAL(20,2) AS price,"
            + " NULL::BOOLEAN AS ok FROM range(10) r(i)");
    sql.lakehouse
        .tables()
        .apply(
            TableIdentifier.of("shop", "t"),
            TableChange.of(new RowChange.DeleteWhere(Expressions.equal("id", 3L))));
  }

  private List<Map<String, Object>> all(String table) {
    return sql.rows("SELECT * FROM \"%s\"".formatted(table));
  }

  @Test
  void snapshotsAndHistory() {
    Snapshot current = sql.table("t").currentSnapshot();

    assertThat(all("t$snapshots"))
        .hasSize(3)
        .last()
        .satisfies(row ->
            assertThat(row)
                .containsEntry("snapshot_id", current.snapshotId())
                .containsEntry("parent_id", current.parentId())
                .containsEntry("operation", "delete")
                .containsEntry("summary", current.summary()));
    assertThat(all("t$history"))
        .extracting(row -> row.get("is_current_ancestor"))
        .containsExactly(true, true, true);
    assertThat(all("t$refs"))
        .singleElement()
        .satisfies(
            row -> assertThat(row).containsEntry("name", "main").containsEntry("type", "BRANCH"));
    assertThat(all("t$metadata_log_entries")).hasSize(3);
  }

  @Test
  void manifests() {
    assertThat(all("t$manifests"))
        .anySatisfy(row -> {
          assertThat(row).containsEntry("added_rows_count", 10L);
          assertThat(row.get("partition_summaries").toString())
              .isEqualTo("[[false, false, 2024-01-02, 2024-01-02], [true, false, n, n]]");
        });
    assertThat(all("t$all_manifests")).hasSize(3);
  }

  @Test
  void filesAndEntries() {
    assertThat(all("t$files"))
        .hasSize(3)
        .filteredOn(row -> row.get("content").equals(0) && row.get("record_count").equals(9L))
        .singleElement()
        .satisfies(row -> {
          assertThat(row.get("partition").toString()).isEqualTo("[2024-01-02, n]");
          assertThat(row.get("lower_bounds").toString()).contains("1=1, 2=n").contains("4=1.50");
          assertThat(row.get("readable_metrics").toString())
              .contains("\"price\":{\"column_size\":")
              .contains("\"lower_bound\":\"1.50\",\"upper_bound\":\"9.50\"");
        });
    assertThat(all("t$files")).filteredOn(row -> row.get("content").equals(1)).hasSize(1);
    assertThat(all("t$entries")).hasSize(3);
    assertThat(all("t$all_entries")).extracting(row -> row.get("status")).containsOnly(1);
    assertThat(sql.column("column_name", "DESCRIBE \"t$files\""))
        .containsExactly(
            "content",
            "file_path",
            "file_format",
            "spec_id",
            "partition",
            "record_count",
            "file_size_in_bytes",
            "column_sizes",
            "value_counts",
            "null_value_counts",
            "nan_value_counts",
            "lower_bounds",
            "upper_bounds",
            "key_metadata",
            "split_offsets",
            "equality_ids",
            "sort_order_id",
            "readable_metrics");
  }

  @Test
  void partitions() {
    assertThat(all("t$partitions"))
        .extracting(row -> row.get("partition") + " " + row.get("record_count"))
        .containsExactlyInAnyOrder("[2024-01-02, n] 9", "[2024-01-02, null] 1");
    assertThat(all("t$partitions"))
        .filteredOn(row -> row.get("record_count").equals(9L))
        .singleElement()
        .satisfies(row ->
            assertThat(row.get("data").toString())
                .isEqualTo(
                    "[[1, 9, 0, null], [2024-01-02 03:00:00.000000 UTC, 2024-01-02"
                        + " 03:00:00.000000 UTC, 0, null], [1.50, 9.50, 0, null], [null, null, 9,"
                        + " null]]"));
  }

  @Test
  void partitionsOfEarlierSpecsKeepTheirFields() {
    sql.run("ALTER TABLE t SET PROPERTIES partitioning = ARRAY['bucket(id, 2)']");
    sql.append(
        "t",
        "SELECT 7::BIGINT AS id, NULL::VARCHAR AS name, NULL::TIMESTAMPTZ AS at,"
            + " NULL::DECIMAL(20,2) AS price, true AS ok");

    assertThat(all("t$partitions"))
        .extracting(row -> row.get("partition").toString())
        .containsExactlyInAnyOrder(
            "[2024-01-02, n, null]", "[2024-01-02, null, null]", "[null, null, 1]");
    assertThat(all("t$files")).hasSize(4);
  }

  @Test
  void propertiesAndTablesWithoutSnapshots() {
    assertThat(all("t$properties"))
        .anySatisfy(row ->
            assertThat(row)
                .containsEntry("key", "format")
                .containsEntry("value", "iceberg/PARQUET"))
        .anySatisfy(row ->
            assertThat(row)
                .containsEntry("key", "sort-order")
                .containsEntry("value", "id ASC NULLS FIRST"));
    sql.lakehouse
        .tables()
        .create(TableIdentifier.of("shop", "empty"), TableDefinition.of(sql.table("t").schema()));
    for (String kind :
        List.of(
            "snapshots",
            "history",
            "files",
            "manifests",
            "partitions",
            "entries",
            "all_entries",
            "all_manifests",
            "refs")) {
      assertThat(all("empty$" + kind)).as(kind).isEmpty();
    }
    sql.refuses(
        "SELECT * FROM \"t$nothing\"",
        "TABLE_NOT_FOUND: line 1:15: Table 'iceberg.shop.\"t$nothing\"' does not exist");
    assertThat(sql.refusal("SELECT * FROM \"nope$files\"")).startsWith("TABLE_NOT_FOUND: ");
  }

  @Test
  void hiddenColumnsAreThereForThoseWhoNameThem() {
    assertThat(
            sql.<List<String>>plan(
                "SELECT \"$path\", \"$file_modified_time\", \"$partition\" FROM t",
                (_, root) ->
                    root.getOutputSymbols().stream()
                        .map(symbol -> symbol.type().getDisplayName())
                        .toList()))
        .containsExactly("varchar", "timestamp(3) with time zone", "varchar");
    assertThat(sql.<Integer>plan("SELECT * FROM t", (_, root) -> root.getOutputSymbols().size()))
        .isEqualTo(5);
  }
}
