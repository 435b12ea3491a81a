package dev.lakehouse.maintain.run;

import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.CommitStamp;
import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableChange;
import dev.lakehouse.table.TableDefinition;
import dev.lakehouse.table.Tables;
import dev.lakehouse.table.duckdb.DuckSession;
import dev.lakehouse.table.scan.PlannedScan;
import dev.lakehouse.table.scan.ScanRequest;
import dev.lakehouse.table.scan.SnapshotSelector;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;

/** The table that {@link LoadWriter}s write to. */
public record LoadTable(Tables tables, TableIdentifier name) {
  /** A branch that it has beside the main one. */
  public static final String AUDIT = "audit";

  /** By how much the id is taken for the partition. */
  static final int PARTS = 2;

  private static final Schema SCHEMA =
      new Schema(
          required(1, "writer", Types.IntegerType.get()),
          required(2, "id", Types.LongType.get()),
          required(3, "part", Types.IntegerType.get()),
          required(4, "value", Types.StringType.get()));

  /** Makes the table, partitioned and sorted, with a state that must stay. */
  public void create() {
    tables.create(
        name,
        new TableDefinition(
            SCHEMA,
            PartitionSpec.builderFor(SCHEMA).identity("part").build(),
            SortOrder.builderFor(SCHEMA).asc("writer").asc("id").build(),
            Map.of(
                "write.metadata.previous-versions-max",
                "20",
                "write.metadata.delete-after-commit.enabled",
                "false")));
    tables.apply(
        name,
        TableChange.of(new RowChange.StateOnly())
            .stamped(CommitStamp.none().withState("watermark", "kept")));
    tables.references().createBranch(name, AUDIT, tables.load(name).currentSnapshot().snapshotId());
  }

  /** Fails unless the state of both branches is still there. */
  public void checkState() {
    assertThat(tables.state(name, CommitStamp.MAIN)).isEqualTo(Map.of("watermark", "kept"));
    assertThat(tables.state(name, AUDIT)).isEqualTo(Map.of("watermark", "kept"));
  }

  /** The rows of each writer; fails if one is there twice. */
  public Map<Integer, Map<Long, String>> rows(Table table, SnapshotSelector selector) {
    Map<Integer, Map<Long, String>> rows = new HashMap<>();
    try (DuckSession session = tables.session();
        PlannedScan scan = tables.scan(table, ScanRequest.of(selector), session)) {
      session.query(
          "SELECT writer, id, value, part FROM (%s)".formatted(scan.select()),
          row -> {
            assertThat(
                    rows.computeIfAbsent(row.getInt(1), _ -> new TreeMap<>())
                        .put(row.getLong(2), row.getString(3)))
                .as("a row of writer %s that is there twice", row.getInt(1))
                .isNull();
            assertThat(row.getLong(4)).isEqualTo(row.getLong(2) % PARTS);
            return true;
          });
    }
    return rows;
  }

  /** The same; empty if the snapshot has expired while it was read. */
  Optional<Map<Integer, Map<Long, String>>> rows(
      Table table, SnapshotSelector selector, long snapshot) {
    try {
      return Optional.of(rows(table, selector));
    } catch (LakehouseException e) {
      if (tables.load(name).snapshot(snapshot) != null) {
        throw e;
      }
      return Optional.empty();
    }
  }
}
