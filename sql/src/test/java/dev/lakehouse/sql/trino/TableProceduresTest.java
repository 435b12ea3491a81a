package dev.lakehouse.sql.trino;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableChange;
import java.util.List;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** ALTER TABLE … EXECUTE. */
class TableProceduresTest extends FrontEndTest {
  private static final TableIdentifier T = TableIdentifier.of("shop", "t");

  @BeforeEach
  void smallFiles() {
    sql.run("CREATE TABLE t (id bigint, name varchar) WITH (partitioning = ARRAY['name'])");
    for (int i = 0; i < 3; i++) {
      sql.append("t", "SELECT %d::BIGINT AS id, 'a' AS name".formatted(i));
      sql.append("t", "SELECT %d::BIGINT AS id, 'b' AS name".formatted(i + 10));
    }
    sql.lakehouse
        .tables()
        .apply(T, TableChange.of(new RowChange.DeleteWhere(Expressions.equal("id", 11L))));
  }

  private List<String> files() {
    return sql.rows("SELECT * FROM \"t$files\"").stream()
        .map(row -> row.get("partition") + " " + row.get("record_count"))
        .sorted()
        .toList();
  }

  @Test
  void optimizeRewritesThePartitionsThatAreAskedFor() {
    List<String> rows = sql.lakehouse.read(T);

    assertThat(sql.run("ALTER TABLE t EXECUTE optimize WHERE name = 'a'"))
        .isEqualTo("ALTER TABLE EXECUTE");
    assertThat(files()).contains("[a] 3").doesNotContain("[a] 1");
    sql.run("ALTER TABLE t EXECUTE optimize(file_size_threshold => '10MB')");

    assertThat(files()).containsExactly("[a] 3", "[b] 2");
    assertThat(sql.lakehouse.read(T)).isEqualTo(rows);
    assertThat(sql.table("t").currentSnapshot().operation()).isEqualTo("replace");
    long snapshot = sql.table("t").currentSnapshot().snapshotId();
    sql.run("ALTER TABLE t EXECUTE optimize");
    assertThat(sql.table("t").currentSnapshot().snapshotId()).isEqualTo(snapshot);
  }

  @Test
  void optimizeRefusesWhatIsNotAboutWholeFiles() {
    String refusal =
        "NOT_SUPPORTED: Unexpected FilterNode found in plan; probably connector was not able to"
            + " handle provided WHERE expression";
    sql.refuses("ALTER TABLE t EXECUTE optimize WHERE id = 1", refusal);
    sql.refuses("ALTER TABLE t EXECUTE optimize WHERE name || 'x' = 'ax'", refusal);
    assertThat(sql.refusal("ALTER TABLE t EXECUTE optimize WHERE \"$path\" = 'x'"))
        .startsWith("NOT_SUPPORTED: ");
    assertThat(sql.refusal("ALTER TABLE t EXECUTE optimize(file_size_threshold => 'big')"))
        .startsWith("INVALID_PROCEDURE_ARGUMENT: ");
  }

  @Test
  void snapshotsExpireNoSoonerThanTheSessionAllows() {
    sql.refuses(
        "ALTER TABLE t EXECUTE expire_snapshots(retention_threshold => '1d')",
        "INVALID_PROCEDURE_ARGUMENT: Retention specified (1.00d) is shorter than the minimum"
            + " retention configured in the system (7.00d). Minimum retention can be changed"
            + " with iceberg.expire-snapshots.min-retention configuration property or"
            + " iceberg.expire_snapshots_min_retention session property");
    sql.run("ALTER TABLE t EXECUTE expire_snapshots");
    assertThat(sql.rows("SELECT * FROM \"t$snapshots\"")).hasSize(8);

    sql.run("SET SESSION iceberg.expire_snapshots_min_retention = '0s'");
    sql.run("ALTER TABLE t EXECUTE expire_snapshots(retention_threshold => '0s')");
    assertThat(sql.rows("SELECT * FROM \"t$snapshots\"")).hasSize(1);
    assertThat(sql.lakehouse.read(T)).hasSize(5);
  }

  @Test
  void orphansGoAndTheTableStays() {
    List<String> rows = sql.lakehouse.read(T);
    sql.run("SET SESSION iceberg.remove_orphan_files_min_retention = '0s'");
    sql.run("ALTER TABLE t EXECUTE remove_orphan_files(retention_threshold => '0s')");
    assertThat(sql.lakehouse.read(T)).isEqualTo(rows);
    assertThat(
            sql.refusal("ALTER TABLE t EXECUTE remove_orphan_files(retention_threshold => 'soon')"))
        .startsWith("INVALID_PROCEDURE_ARGUMENT: ");
  }

  @Test
  void rollbackMakesAnEarlierSnapshotTheCurrentOne() {
    String first = sql.column("snapshot_id", "SELECT * FROM \"t$snapshots\"").get(1);
    sql.run("ALTER TABLE t EXECUTE rollback_to_snapshot(%s)".formatted(first));
    assertThat(sql.lakehouse.read(T)).containsExactly("0|a");
    sql.refuses(
        "ALTER TABLE t EXECUTE rollback_to_snapshot(snapshot_id => 5)",
        "GENERIC_USER_ERROR: shop.t: Cannot roll back to unknown snapshot id: 5");
    sql.refuses(
        "ALTER TABLE t EXECUTE rollback_to_snapshot",
        "INVALID_PROCEDURE_ARGUMENT: Required procedure argument 'snapshot_id' is missing");
  }

  @Test
  void manifestsAndStatistics() {
    int before = sql.rows("SELECT * FROM \"t$manifests\"").size();
    sql.run("ALTER TABLE t EXECUTE optimize_manifests");
    assertThat(sql.rows("SELECT * FROM \"t$manifests\"")).hasSizeLessThan(before);
    sql.run("ALTER TABLE t EXECUTE drop_extended_stats");
    assertThat(sql.lakehouse.read(T)).hasSize(5);
  }

  @Test
  void mistakes() {
    sql.refuses(
        "ALTER TABLE t EXECUTE nothing",
        "PROCEDURE_NOT_FOUND: Table procedure not registered: NOTHING");
    sql.refuses(
        "ALTER TABLE t EXECUTE optimize_manifests WHERE id = 1",
        "NOT_SUPPORTED: line 1:1: WHERE not supported for procedure OPTIMIZE_MANIFESTS");
    sql.refuses(
        "ALTER TABLE nope EXECUTE optimize",
        "TABLE_NOT_FOUND: line 1:7: Table 'iceberg.shop.nope' does not exist");
  }
}
