package dev.lakehouse.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.table.maintain.SnapshotExpiry;
import dev.lakehouse.table.scan.ScanRequest;
import dev.lakehouse.table.scan.SnapshotSelector;
import dev.lakehouse.table.store.LocalObjectStore;
import dev.lakehouse.table.store.ObjectStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Rows that are written to a branch first, and become the table's in one commit or never. */
class PublicationTest extends LakehouseContract {
  private static final String BRANCH = "audit";

  @Override
  protected ObjectStore openStore(Path directory) {
    return LocalObjectStore.open(directory.resolve("objects"));
  }

  private long write(RowChange rows) {
    return tables
        .apply(orders, TableChange.of(rows).stamped(CommitStamp.none().onBranch(BRANCH)))
        .snapshotId()
        .getAsLong();
  }

  private RowChange append(String... rows) {
    return new RowChange.Append(lakehouse.rows(values(rows)));
  }

  private boolean publish(long snapshotId) {
    return tables.references().publish(orders, BRANCH, snapshotId);
  }

  private List<String> branch() {
    return lakehouse.read(orders, ScanRequest.of(new SnapshotSelector.ByReference(BRANCH)));
  }

  private static void assertRefused(ErrorCode code, ThrowingCallable call, String... words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(LakehouseException.class, e -> assertThat(e.code()).isEqualTo(code))
        .message()
        .contains(words);
  }

  @Test
  void readersSeeNothingBeforeAndEverythingAfterOneCommit() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    long before = tables.load(orders).currentSnapshot().snapshotId();

    write(append("(2, 'DE', 2)"));
    long staged = write(new RowChange.DeleteWhere(Expressions.equal("id", 1L)));
    assertThat(lakehouse.read(orders)).containsExactly("1|IT|1.00");
    assertThat(tables.load(orders).currentSnapshot().snapshotId()).isEqualTo(before);

    assertThat(publish(staged)).isTrue();

    Table table = tables.load(orders);
    assertThat(lakehouse.read(orders)).containsExactly("2|DE|2.00");
    assertThat(table.refs()).containsOnlyKeys("main");
    assertThat(table.currentSnapshot().snapshotId()).isEqualTo(staged);
    // Nobody who goes back in time meets what the branch was in between.
    assertThat(table.history()).hasSize(2);
  }

  @Test
  void aTableThatOnlyABranchWroteToIsEmptyUntilItIsPublished() {
    TableChange change =
        TableChange.of(append("(1, 'IT', 1)"))
            .creating(TableDefinition.of(ORDERS))
            .stamped(CommitStamp.none().onBranch(BRANCH).withState("watermark", "1"));
    tables.apply(orders, change);
    long staged =
        write(
            new RowChange.Upsert(
                List.of("id"), lakehouse.rows(values("(1, 'DE', 5)", "(2, 'FR', 2)"))));
    assertThat(lakehouse.read(orders)).isEmpty();
    assertThat(branch()).containsExactly("1|DE|5.00", "2|FR|2.00");

    assertThat(publish(staged)).isTrue();

    assertThat(lakehouse.read(orders)).containsExactly("1|DE|5.00", "2|FR|2.00");
    assertThat(tables.state(orders, "main")).containsEntry("watermark", "1");
  }

  @Test
  void doingItAgainDoesNothing() {
    createOrders();
    long staged = write(append("(1, 'IT', 1)"));
    assertThat(publish(staged)).isTrue();
    lakehouse.append(orders, values("(2, 'DE', 2)"));
    long commits = snapshots();

    assertThat(publish(staged)).isFalse();

    assertThat(snapshots()).isEqualTo(commits);
    assertThat(lakehouse.read(orders)).containsExactly("1|IT|1.00", "2|DE|2.00");
  }

  @Test
  void theWriteBeforeItIsRecognisedAfterIt() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    TableChange change =
        TableChange.of(append("(2, 'DE', 2)"))
            .stamped(CommitStamp.none().withToken("run-1").onBranch(BRANCH));
    long staged = tables.apply(orders, change).snapshotId().getAsLong();
    publish(staged);

    ChangeResult repeated = tables.apply(orders, change);

    assertThat(repeated.alreadyApplied()).isTrue();
    assertThat(repeated.snapshotId()).hasValue(staged);
    assertThat(tables.load(orders).refs()).containsOnlyKeys("main");
    assertThat(publish(staged)).isFalse();
  }

  @Test
  void aBranchBeginsWithTheStateOfMain() {
    createOrders();
    tables.apply(
        orders,
        TableChange.of(append("(1, 'IT', 1)"))
            .stamped(CommitStamp.none().withState("watermark", "1")));

    long staged =
        write(
            new RowChange.ReplaceWhere(
                Expressions.equal("id", 1L), lakehouse.rows(values("(2, 'DE', 2)"))));

    assertThat(tables.state(orders, BRANCH)).containsEntry("watermark", "1");
    publish(staged);
    assertThat(tables.state(orders, "main")).containsEntry("watermark", "1");
    assertThat(lakehouse.read(orders)).containsExactly("2|DE|2.00");
  }

  @Test
  void aBranchWithoutRowsOfItsOwnIsOnlyTakenAway() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    long current = tables.load(orders).currentSnapshot().snapshotId();
    tables.references().createBranch(orders, BRANCH, current);

    assertThat(publish(current)).isFalse();

    assertThat(tables.load(orders).refs()).containsOnlyKeys("main");
  }

  @Test
  void whatOthersCommittedToMainIsNotLost() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    long staged = write(append("(2, 'DE', 2)"));
    lakehouse.append(orders, values("(3, 'FR', 3)"));
    long main = tables.load(orders).currentSnapshot().snapshotId();

    assertRefused(
        ErrorCode.CONFLICT,
        () -> publish(staged),
        orders.toString(),
        "other writers changed it",
        Long.toString(main));

    assertThat(lakehouse.read(orders)).containsExactly("1|IT|1.00", "3|FR|3.00");
    assertThat(branch()).containsExactly("1|IT|1.00", "2|DE|2.00");
  }

  @Test
  void whatCameToTheBranchAfterTheCheckIsNotPublished() {
    createOrders();
    long checked = write(append("(1, 'IT', 1)"));
    write(append("(2, 'DE', -2)"));

    assertRefused(ErrorCode.CONFLICT, () -> publish(checked), "after it was checked");

    assertThat(lakehouse.read(orders)).isEmpty();
  }

  @Test
  void whatIsNotThereIsNamed() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    long current = tables.load(orders).currentSnapshot().snapshotId();

    assertRefused(ErrorCode.NOT_FOUND, () -> publish(42), "no branch 'audit'");
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        () -> tables.references().publish(orders, "main", current),
        "main");
  }

  @Test
  void aRejectedBranchStaysForItsTime() {
    createOrders();
    lakehouse.append(orders, values("(1, 'IT', 1)"));
    long rejected = write(append("(2, 'DE', -2)"));
    tables.references().keepBranch(orders, BRANCH, Duration.ofDays(7));
    lakehouse.append(orders, values("(3, 'FR', 3)"));

    new SnapshotExpiry(tables, InstantSource.system())
        .expire(orders, Instant.now().plusSeconds(1), 1);
    assertThat(branch()).containsExactly("1|IT|1.00", "2|DE|-2.00");

    tables.references().keepBranch(orders, BRANCH, Duration.ofMillis(1));
    new SnapshotExpiry(tables, InstantSource.system())
        .expire(orders, Instant.now().plusSeconds(1), 1);
    Table table = tables.load(orders);
    assertThat(table.refs()).containsOnlyKeys("main");
    assertThat(table.snapshots()).extracting(Snapshot::snapshotId).doesNotContain(rejected);
  }

  /** Others commit as another engine does, without the platform's gate. */
  @Test
  void ofARacingCommitAndAPublicationNeitherIsLost() throws Exception {
    createOrders();
    lakehouse.append(orders, values("(0, 'IT', 0)"));
    CyclicBarrier start = new CyclicBarrier(2);
    int published = 0;
    for (int round = 1; round <= 20; round++) {
      long staged = write(append("(%d, 'DE', 1)".formatted(round)));
      Table other = tables.load(orders);
      String note = "round-" + round;
      CompletableFuture<Void> racing =
          CompletableFuture.runAsync(() -> {
            await(start);
            other.newAppend().set("note", note).commit();
          });
      await(start);
      boolean won;
      try {
        won = publish(staged);
        published++;
      } catch (LakehouseException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
        won = false;
        tables.references().dropBranch(orders, BRANCH);
      }
      racing.get();

      Table table = tables.load(orders);
      assertThat(table.history())
          .as("round %d, %s", round, won)
          .extracting(entry -> table.snapshot(entry.snapshotId()).summary().get("note"))
          .contains(note);
      assertThat(lakehouse.read(orders).contains(round + "|DE|1.00")).isEqualTo(won);
      assertThat(table.history()).hasSize(1 + round + published);
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
