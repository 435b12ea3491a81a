package dev.lakehouse.table.scan;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.time.Instant;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/** Which state of a table is asked for. */
public sealed interface SnapshotSelector {
  /** The newest snapshot of the main branch. */
  record Current() implements SnapshotSelector {}

  /** One snapshot by its id. */
  record ById(long snapshotId) implements SnapshotSelector {}

  /** What a tag or a branch points to. */
  record ByReference(String name) implements SnapshotSelector {
    public ByReference {
      requireNonNull(name, "name is null");
    }
  }

  /** What was current at a time. */
  record AsOf(Instant time) implements SnapshotSelector {
    public AsOf {
      requireNonNull(time, "time is null");
    }
  }

  /**
   * The snapshot that is meant, or empty if the table has none yet.
   *
   * @throws LakehouseException NOT_FOUND if the table has no such snapshot
   */
  default Optional<Snapshot> resolve(Table table) {
    return switch (this) {
      case Current() -> Optional.ofNullable(table.currentSnapshot());
      case ById(long snapshotId) ->
          Optional.of(found(table, table.snapshot(snapshotId), "snapshot " + snapshotId));
      case ByReference(String name) -> {
        SnapshotRef reference =
            found(table, table.refs().get(name), "branch or tag '" + name + "'");
        yield Optional.of(table.snapshot(reference.snapshotId()));
      }
      case AsOf(Instant time) -> {
        Long id = SnapshotUtil.nullableSnapshotIdAsOfTime(table, time.toEpochMilli());
        yield Optional.of(
            found(table, id == null ? null : table.snapshot(id), "snapshot as old as " + time));
      }
    };
  }

  private static <T> T found(Table table, T thing, String what) {
    if (thing == null) {
      throw LakehouseException.of(
          ErrorCode.NOT_FOUND,
          "%s has no %s".formatted(table.name(), what),
          "'tables history' lists its snapshots");
    }
    return thing;
  }
}
