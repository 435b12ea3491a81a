package dev.lakehouse.table.maintain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.ChangeResult;
import dev.lakehouse.table.CommitStamp;
import dev.lakehouse.table.LakehouseContract;
import dev.lakehouse.table.RowChange;
import dev.lakehouse.table.TableChange;
import dev.lakehouse.table.scan.ScanRequest;
import dev.lakehouse.table.scan.SnapshotSelector;
import dev.lakehouse.table.store.ObjectInfo;
import dev.lakehouse.table.store.ObjectPath;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.GenericStatisticsFile;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

/** Old snapshots go, and the files that only they had; what makes retries safe stays. */
public abstract class ExpiryContract extends LakehouseContract {
  private static final Duration LATER = Duration.ofMinutes(1);

  private SnapshotExpiry.Result expire(Instant olderThan, int keepLast) {
    return new SnapshotExpiry(tables, InstantSource.system()).expire(orders, olderThan, keepLast);
  }

  /** All but the newest. */
  private SnapshotExpiry.Result expire() {
    return expire(Instant.now().plus(LATER), 1);
  }

  private List<Snapshot> all() {
    List<Snapshot> all = new ArrayList<>();
    tables.load(orders).snapshots().forEach(all::add);
    return all;
  }

  private long current() {
    return tables.load(orders).currentSnapshot().snapshotId();
  }

  private List<ObjectPath> files(String part) {
    return lakehouse
        .store()
        .list(ObjectPath.parse(tables.load(orders).location()).resolve(part))
        .stream()
        .map(ObjectInfo::path)
        .toList();
  }

  private ChangeResult append(String row, CommitStamp stamp) {
    return tables.apply(
        orders, TableChange.of(new RowChange.Append(lakehouse.rows(values(row)))).stamped(stamp));
  }

  private List<String> readBranch(String reference) {
    return lakehouse.read(orders, ScanRequest.of(new SnapshotSelector.ByReference(reference)));
  }

  @Test
  void whatOnlyOldSnapshotsHadIsDeleted() {
    createOrders();
    for (int i = 0; i < 5; i++) {
      apply(
          new RowChange.ReplaceWhere(
              Expressions.alwaysTrue(), lakehouse.rows(values("(%d, 'IT', 1)".formatted(i)))));
    }
    assertThat(files("data/")).hasSize(5);

    SnapshotExpiry.Result result = expire();

    assertThat(result.snapshots()).isEqualTo(4);
    assertThat(result.before().files()).isEqualTo(5);
    assertThat(result.after().files()).isEqualTo(1);
    assertThat(result.after().bytes()).isPositive().isLessThan(result.before().bytes());
    assertThat(lakehouse.read(orders)).containsExactly("4|IT|1.00");
    assertThat(files("data/")).hasSize(1);
    assertThat(files("metadata/").stream().filter(file -> file.key().endsWith(".avro")))
        .as("the manifest list, and the manifests of the last replacement")
        .hasSizeLessThanOrEqualTo(3);
    assertThat(new OrphanFiles(tables).find(orders, Instant.now().plus(LATER)).orphans()).isEmpty();
    assertThat(expire().snapshots()).isZero();
  }

  @Test
  void thePlanNamesWhatGoesAndChangesNothing() {
    createOrders();
    append("(1, 'IT', 1)", CommitStamp.none());
    append("(2, 'IT', 1)", CommitStamp.none());
    Snapshot first = all().getFirst();

    SnapshotExpiry expiry = new SnapshotExpiry(tables, InstantSource.system());
    assertThat(expiry.plan(orders, Instant.now().plus(LATER), 1)).containsExactly(first);
    assertThat(expiry.plan(orders, Instant.now().plus(LATER), 2)).isEmpty();
    assertThat(all()).hasSize(2);
  }

  @Test
  void whatIsNamedStays() {
    createOrders();
    append("(1, 'IT', 1)", CommitStamp.none());
    tables.references().createTag(orders, "kept", current());
    append("(2, 'DE', 2)", CommitStamp.none());
    tables.references().createBranch(orders, "audit", current());
    append("(3, 'FR', 3)", CommitStamp.none().onBranch("audit"));
    append("(4, 'FR', 3)", CommitStamp.none());
    apply(new RowChange.Truncate());

    assertThat(expire().snapshots()).as("those of audit and main but their last").isEqualTo(2);

    assertThat(lakehouse.read(orders)).isEmpty();
    assertThat(readBranch("kept")).containsExactly("1|IT|1.00");
    assertThat(readBranch("audit")).containsExactly("1|IT|1.00", "2|DE|2.00", "3|FR|3.00");
  }

  @Test
  void aFloorOfSnapshotsIsKeptOnEachBranch() {
    createOrders();
    for (int i = 0; i < 5; i++) {
      append("(%d, 'IT', 1)".formatted(i), CommitStamp.none());
    }
    tables.references().createBranch(orders, "audit", all().get(2).snapshotId());

    assertThat(expire(Instant.now().plus(LATER), 2).snapshots()).as("the first one").isEqualTo(1);
    assertThat(all()).hasSize(4);
  }

  @Test
  void whatBranchesAndTagsSayOfThemselvesGoesFirst() {
    createOrders();
    for (int i = 0; i < 4; i++) {
      append("(%d, 'IT', 1)".formatted(i), CommitStamp.none());
    }
    tables.references().createTag(orders, "old", all().getFirst().snapshotId());
    tables
        .load(orders)
        .manageSnapshots()
        .setMinSnapshotsToKeep("main", 3)
        .setMaxRefAgeMs("old", 1)
        .commit();

    assertThat(expire().snapshots()).isEqualTo(1);
    assertThat(all()).hasSize(3);
    assertThat(tables.load(orders).refs()).containsOnlyKeys("main");
  }

  @Test
  void youngSnapshotsDoNotExpire() {
    createOrders();
    append("(1, 'IT', 1)", CommitStamp.none());
    append("(2, 'DE', 2)", CommitStamp.none());

    assertThat(expire(Instant.now().minus(Duration.ofHours(1)), 1).snapshots()).isZero();
    assertThat(all()).hasSize(2);
  }

  @Test
  void snapshotsThatWereRolledBackExpireByTheirAge() {
    createOrders();
    append("(1, 'IT', 1)", CommitStamp.none());
    long first = current();
    append("(2, 'DE', 2)", CommitStamp.none());
    tables.references().rollback(orders, first);

    assertThat(expire(Instant.now().minus(Duration.ofHours(1)), 1).snapshots()).isZero();
    assertThat(expire().snapshots()).isEqualTo(1);
    assertThat(lakehouse.read(orders)).containsExactly("1|IT|1.00");
    assertThat(files("data/")).hasSize(1);
  }

  @Test
  void filesOfARolledBackReplacementStay() {
    createOrders();
    append("(1, 'IT', 1)", CommitStamp.none());
    long first = current();
    apply(new RowChange.Truncate());
    tables.references().rollback(orders, first);

    expire();

    assertThat(lakehouse.read(orders)).containsExactly("1|IT|1.00");
  }

  @Test
  void theStateThatCommitsCarryStays() {
    createOrders();
    tables.apply(
        orders,
        TableChange.of(new RowChange.StateOnly())
            .stamped(CommitStamp.none().withState("watermark", "2024-01-01")));
    tables.references().createBranch(orders, "audit", current());
    append("(1, 'IT', 1)", CommitStamp.none());
    append("(2, 'IT', 1)", CommitStamp.none());
    append("(3, 'IT', 1)", CommitStamp.none().onBranch("audit"));

    expire();

    assertThat(tables.state(orders, CommitStamp.MAIN)).isEqualTo(Map.of("watermark", "2024-01-01"));
    assertThat(tables.state(orders, "audit")).isEqualTo(Map.of("watermark", "2024-01-01"));
    assertThat(lakehouse.read(orders)).hasSize(2);
    assertThat(all()).as("one on each branch").hasSize(2);
  }

  @Test
  void nothingIsWrittenIfTheStateIsInASnapshotThatStays() {
    createOrders();
    append("(1, 'IT', 1)", CommitStamp.none());
    tables.apply(
        orders,
        TableChange.of(new RowChange.StateOnly())
            .stamped(CommitStamp.none().withState("mark", "7")));
    append("(2, 'IT', 1)", CommitStamp.none());
    long newest = current();

    expire(Instant.now().plus(LATER), 2);

    assertThat(current()).isEqualTo(newest);
    assertThat(all()).hasSize(2);
    assertThat(tables.state(orders, CommitStamp.MAIN)).isEqualTo(Map.of("mark", "7"));
  }

  @Test
  void aTokenIsRecognisedAfterItsSnapshotHasExpired() {
    createOrders();
    CommitStamp first = CommitStamp.none().withToken("run 1: step/ä");
    CommitStamp second = CommitStamp.none().withToken("run 2");
    append("(1, 'IT', 1)", first);
    append("(2, 'IT', 1)", second);
    append("(3, 'IT', 1)", CommitStamp.none());

    for (int i = 0; i < 3; i++) {
      expire();
      assertThat(all()).hasSize(1);
      assertThat(append("(1, 'IT', 1)", first).alreadyApplied()).isTrue();
      assertThat(append("(2, 'IT', 1)", second).alreadyApplied()).isTrue();
      append("(%d, 'DE', 1)".formatted(i + 10), CommitStamp.none());
    }
    assertThat(lakehouse.read(orders)).hasSize(6);
  }

  @Test
  void tokensOfABranchStayOnIt() {
    createOrders();
    append("(1, 'IT', 1)", CommitStamp.none());
    tables.references().createBranch(orders, "audit", current());
    CommitStamp onAudit = CommitStamp.none().onBranch("audit").withToken("t");
    append("(2, 'IT', 1)", onAudit);
    append("(3, 'IT', 1)", CommitStamp.none().onBranch("audit"));

    expire();

    assertThat(append("(2, 'IT', 1)", onAudit).alreadyApplied()).isTrue();
    assertThat(append("(2, 'IT', 1)", CommitStamp.none().withToken("t")).alreadyApplied())
        .isFalse();
  }

  @Test
  void tokensAreForgottenWhenNobodyCanRetryThemAnyMore() {
    createOrders();
    append("(1, 'IT', 1)", CommitStamp.none().withToken("t"));
    append("(2, 'IT', 1)", CommitStamp.none());
    InstantSource nextMonth = () -> Instant.now().plus(Duration.ofDays(31));

    new SnapshotExpiry(tables, nextMonth).expire(orders, nextMonth.instant(), 1);

    assertThat(all()).hasSize(1);
    assertThat(CommitStamp.tokensOf(all().getFirst())).isEmpty();
  }

  @Test
  void specsThatNobodyHasAreForgottenAndSchemasAreNot() {
    createOrders();
    append("(1, 'IT', 1)", CommitStamp.none());
    tables
        .definitions()
        .change(
            orders,
            change -> change.updateSchema().addColumn("note", Types.StringType.get()).commit());
    tables.definitions().change(orders, change -> change.updateSpec().addField("country").commit());
    append("(2, 'DE', 1)", CommitStamp.none());
    expire();
    assertThat(tables.load(orders).schemas()).hasSize(2);
    assertThat(tables.load(orders).specs()).as("a file has the first one").hasSize(2);

    new FileCompaction(tables)
        .compact(orders, CompactionRules.smallerThan(1 << 20), FileCompaction.Progress.none());
    append("(3, 'DE', 1)", CommitStamp.none());
    expire();

    assertThat(tables.load(orders).specs()).hasSize(1);
    assertThat(lakehouse.read(orders)).hasSize(3);
  }

  @Test
  void statisticsOfExpiredSnapshotsGoAndOthersStay() throws Exception {
    createOrders();
    append("(1, 'IT', 1)", CommitStamp.none());
    ObjectPath old = statistics();
    append("(2, 'IT', 1)", CommitStamp.none());
    ObjectPath young = statistics();

    expire();

    assertThat(lakehouse.store().find(old)).isEmpty();
    assertThat(lakehouse.store().find(young)).isPresent();
  }

  private ObjectPath statistics() throws Exception {
    Table table = tables.load(orders);
    ObjectPath path =
        ObjectPath.parse(table.location())
            .resolve("metadata/%d.stats".formatted(table.currentSnapshot().snapshotId()));
    lakehouse
        .store()
        .publish(Files.writeString(lakehouse.store().staging().resolve("stats"), "x"), path);
    table
        .updateStatistics()
        .setStatistics(
            new GenericStatisticsFile(
                table.currentSnapshot().snapshotId(), path.toString(), 1, 1, List.of()))
        .commit();
    return path;
  }

  @Test
  void whatANeighbourInTheSamePlaceNeedsStays() {
    createOrders();
    append("(1, 'IT', 1)", CommitStamp.none());
    TableIdentifier neighbour = TableIdentifier.of("shop", orders.name() + "_twin");
    tables
        .catalog()
        .registerTable(
            neighbour,
            ((HasTableOperations) tables.load(orders))
                .operations()
                .current()
                .metadataFileLocation());
    apply(new RowChange.Truncate());

    assertThat(expire().snapshots()).isEqualTo(1);

    assertThat(lakehouse.read(neighbour)).containsExactly("1|IT|1.00");
  }

  @Test
  void aTableWhoseFilesMustStayIsRefused() {
    createOrders();
    append("(1, 'IT', 1)", CommitStamp.none());
    append("(2, 'IT', 1)", CommitStamp.none());
    tables
        .definitions()
        .change(orders, change -> change.updateProperties().set("gc.enabled", "false").commit());

    assertThatThrownBy(this::expire)
        .isInstanceOfSatisfying(
            LakehouseException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessageContaining("gc.enabled is false");
    assertThat(all()).hasSize(2);
  }

  @Test
  void whatCannotBeReadDeletesNothing() {
    createOrders();
    append("(1, 'IT', 1)", CommitStamp.none());
    apply(
        new RowChange.ReplaceWhere(
            Expressions.alwaysTrue(), lakehouse.rows(values("(2, 'IT', 1)"))));
    Table table = tables.load(orders);
    String manifest = table.currentSnapshot().dataManifests(table.io()).getFirst().path();
    List<ObjectPath> before = files("data/");
    lakehouse.store().delete(ObjectPath.parse(manifest));

    assertThatThrownBy(this::expire)
        .isInstanceOfSatisfying(
            LakehouseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
        .hasMessageContaining(manifest);
    assertThat(files("data/")).isEqualTo(before);
  }
}
