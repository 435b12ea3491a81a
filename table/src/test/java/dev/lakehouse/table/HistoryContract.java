package dev.lakehouse.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.scan.ScanRequest;
import dev.lakehouse.table.scan.SnapshotSelector;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;

/** Snapshots, branches and tags, and what commits say about themselves. */
public abstract class HistoryContract extends LakehouseContract {
  @Test
  void scansGoBackInTime() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    Table table = tables.load(orders);
    Snapshot first = table.currentSnapshot();
    tables.references().createTag(orders, "opening", first.snapshotId());
    lakehouse.append(orders, values("(2, 'DE', 2)"));

    assertThat(lakehouse.read(orders, ScanRequest.of(new SnapshotSelector.ByReference("opening"))))
        .containsExactly("1|IT|1.00");
    assertThat(
            lakehouse.read(
                orders,
                ScanRequest.of(
                    new SnapshotSelector.AsOf(Instant.ofEpochMilli(first.timestampMillis())))))
        .containsExactly("1|IT|1.00");
    assertThatThrownBy(
            () -> lakehouse.read(orders, ScanRequest.of(new SnapshotSelector.AsOf(Instant.EPOCH))))
        .hasMessageContaining("no snapshot as old as");
    assertThatThrownBy(() -> lakehouse.read(orders, ScanRequest.of(new SnapshotSelector.ById(1))))
        .hasMessageContaining("no snapshot 1");
  }

  @Test
  void branchesChangeByThemselves() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    Table table = tables.load(orders);
    tables.references().createBranch(orders, "audit", table.currentSnapshot().snapshotId());

    tables.apply(
        orders,
        TableChange.of(
                new RowChange.Upsert(
                    List.of("id"), lakehouse.rows(values("(1, 'DE', 5)", "(2, 'FR', 2)"))))
            .stamped(CommitStamp.none().onBranch("audit")));

    assertThat(lakehouse.read(orders)).containsExactly("1|IT|1.00");
    assertThat(lakehouse.read(orders, ScanRequest.of(new SnapshotSelector.ByReference("audit"))))
        .containsExactly("1|DE|5.00", "2|FR|2.00");

    tables.references().fastForward(orders, "main", "audit");
    assertThat(lakehouse.read(orders)).containsExactly("1|DE|5.00", "2|FR|2.00");
    tables.references().dropBranch(orders, "audit");
    assertThat(tables.load(orders).refs()).containsOnlyKeys("main");
  }

  @Test
  void referencesThatCannotBeAreRefusedByName() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    long first = tables.load(orders).currentSnapshot().snapshotId();
    tables.references().createTag(orders, "opening", first);

    for (Runnable wrong :
        List.<Runnable>of(
            () -> tables.references().rollback(orders, 42),
            () -> tables.references().createTag(orders, "opening", first),
            () -> tables.references().createTag(orders, "other", 42),
            () -> tables.references().dropBranch(orders, "nowhere"))) {
      assertThatThrownBy(wrong::run)
          .isInstanceOfSatisfying(
              LakehouseException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
          .hasMessageStartingWith(orders.toString());
    }
    tables.references().dropTag(orders, "opening");
    assertThat(tables.load(orders).refs()).containsOnlyKeys("main");
  }

  @Test
  void rollbackTakesRowsAndStateBack() {
    createOrders();
    TableChange change =
        TableChange.of(new RowChange.Append(lakehouse.rows(values("(1, 'IT', 1)"))));
    ChangeResult first =
        tables.apply(orders, change.stamped(CommitStamp.none().withState("watermark", "1")));
    tables.apply(orders, change.stamped(CommitStamp.none().withState("watermark", "2")));
    assertThat(tables.state(orders, "main")).containsEntry("watermark", "2");

    tables.references().rollback(orders, first.snapshotId().getAsLong());

    assertThat(lakehouse.read(orders)).hasSize(1);
    assertThat(tables.state(orders, "main")).containsEntry("watermark", "1");
  }

  @Test
  void aTokenIsAppliedOnce() {
    createOrders();
    TableChange change =
        TableChange.of(new RowChange.Append(lakehouse.rows(values("(1, 'IT', 1)"))))
            .stamped(CommitStamp.none().withToken("run-1"));

    ChangeResult first = tables.apply(orders, change);
    lakehouse.append(orders, values("(2, 'IT', 2)"));
    ChangeResult second = tables.apply(orders, change);

    assertThat(second.alreadyApplied()).isTrue();
    assertThat(second.snapshotId()).isEqualTo(first.snapshotId());
    assertThat(lakehouse.read(orders)).containsExactly("1|IT|1.00", "2|IT|2.00");
  }

  @Test
  void stateOutlivesOtherCommitsAndCanBeForgotten() {
    createOrders();
    RowChange nothing = new RowChange.StateOnly();
    tables.apply(
        orders,
        TableChange.of(nothing)
            .stamped(CommitStamp.none().withState("a", "1").withState("b", "2")));
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    apply(new RowChange.Truncate());
    assertThat(tables.state(orders, "main")).isEqualTo(Map.of("a", "1", "b", "2"));

    tables.apply(orders, TableChange.of(nothing).stamped(CommitStamp.none().withState("a", "")));
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    assertThat(tables.state(orders, "main")).isEqualTo(Map.of("b", "2"));
  }
}
