package dev.lakehouse.table.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.table.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestDatabase.class)
class CommitGateTest {
  private static final TableIdentifier TABLE = TableIdentifier.of("shop", "orders");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<String> order = new CopyOnWriteArrayList<>();
  private ExecutorService threads;
  private Database database;
  private Database otherProcess;
  private CommitGate gate;
  private CommitGate otherGate;

  @BeforeEach
  void open(TestDatabase.Server server) throws SQLException {
    database = server.open();
    otherProcess = Database.open(database.settings());
    gate = new CommitGate(database);
    otherGate = new CommitGate(otherProcess);
    threads = Executors.newCachedThreadPool();
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    otherProcess.close();
    database.close();
  }

  /** Someone who is inside until told to leave. */
  private final class Inside {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch leave = new CountDownLatch(1);

    String work(String name) {
      order.add(name);
      entered.countDown();
      CommitGateTest.await(leave);
      return name;
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private long locks(String condition) throws SQLException {
    return number("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND " + condition);
  }

  private long number(String sql) throws SQLException {
    try (Connection connection = database.work().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private void awaitWaiting(int count) throws SQLException {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (locks("NOT granted") != count) {
      assertThat(Instant.now()).as("%d should wait for the gate", count).isBefore(deadline);
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  @Test
  void exclusiveKeepsOthersOut() throws Exception {
    Inside first = new Inside();
    Future<String> one = threads.submit(() -> gate.exclusive(TABLE, () -> first.work("one")));
    await(first.entered);
    Future<Boolean> two = threads.submit(() -> otherGate.exclusive(TABLE, () -> order.add("two")));
    awaitWaiting(1);
    Future<Boolean> three = threads.submit(() -> gate.shared(TABLE, () -> order.add("three")));
    awaitWaiting(2);
    assertThat(order).containsExactly("one");

    first.leave.countDown();
    assertThat(one.get()).isEqualTo("one");
    two.get();
    three.get();
    assertThat(order).containsExactly("one", "two", "three");
    assertThat(locks("true")).isZero();
  }

  @Test
  void sharedIsShared() throws Exception {
    CyclicBarrier together = new CyclicBarrier(2);
    Future<Integer> one = threads.submit(() -> gate.shared(TABLE, () -> meet(together)));
    Future<Integer> two = threads.submit(() -> otherGate.shared(TABLE, () -> meet(together)));

    assertThat(List.of(one.get(), two.get())).containsExactlyInAnyOrder(0, 1);
  }

  private static int meet(CyclicBarrier barrier) {
    try {
      return barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void tablesDoNotWaitForEachOther() {
    String result =
        gate.exclusive(
            TABLE,
            () -> otherGate.exclusive(TableIdentifier.of("shop", "customers"), () -> "both"));

    assertThat(result).isEqualTo("both");
  }

  @Test
  void appendsThatComeLaterDoNotOvertakeAChangeThatWaits() throws Exception {
    Inside append = new Inside();
    Future<String> first = threads.submit(() -> gate.shared(TABLE, () -> append.work("append")));
    await(append.entered);
    Future<Boolean> change =
        threads.submit(() -> otherGate.exclusive(TABLE, () -> order.add("change")));
    awaitWaiting(1);
    List<Future<Boolean>> later = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      later.add(threads.submit(() -> gate.shared(TABLE, () -> order.add("later"))));
    }
    awaitWaiting(4);

    append.leave.countDown();
    first.get();
    change.get();
    for (Future<Boolean> future : later) {
      future.get();
    }
    assertThat(order).containsExactly("append", "change", "later", "later", "later");
  }

  @Test
  void aConnectionThatDiesGivesTheGateBackAndItsWorkEndsWell() throws Exception {
    Inside first = new Inside();
    Future<String> one = threads.submit(() -> gate.exclusive(TABLE, () -> first.work("one")));
    await(first.entered);
    Future<Boolean> two = threads.submit(() -> otherGate.exclusive(TABLE, () -> order.add("two")));
    awaitWaiting(1);

    number(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_locks"
            + " WHERE locktype = 'advisory' AND granted");

    two.get();
    assertThat(order).containsExactly("one", "two");
    first.leave.countDown();
    assertThat(one.get()).as("the work is done, whatever became of the gate").isEqualTo("one");
    assertThat(gate.exclusive(TABLE, () -> "again")).isEqualTo("again");
  }

  @Test
  void workThatFailsGivesTheGateBack() {
    IllegalStateException failure = new IllegalStateException("no");

    assertThatThrownBy(() ->
            gate.exclusive(
                TABLE,
                () -> {
                  throw failure;
                }))
        .isSameAs(failure);
    assertThat(otherGate.exclusive(TABLE, () -> "free")).isEqualTo("free");
  }

  @Test
  void moreWritersThanConnectionsAllHaveTheirTurn() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    List<Future<Integer>> turns = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      turns.add(
          threads.submit(() ->
              gate.exclusive(
                  TABLE,
                  () -> {
                    int now = inside.incrementAndGet();
                    try (Connection work = database.work().getConnection()) {
                      work.isValid(0);
                    } catch (SQLException e) {
                      throw new IllegalStateException(e);
                    }
                    inside.decrementAndGet();
                    return now;
                  })));
    }
    for (Future<Integer> turn : turns) {
      assertThat(turn.get()).isEqualTo(1);
    }
  }
}
