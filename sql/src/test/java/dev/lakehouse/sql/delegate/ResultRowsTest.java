package dev.lakehouse.sql.delegate;

import static io.trino.spi.type.BigintType.BIGINT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lakehouse.table.duckdb.DuckSession;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Results that come in many chunks: whole, failing on the way, cancelled. */
class ResultRowsTest extends DelegationTest {
  private static final List<ResultDecoder> BIGINTS =
      List.of(new ResultDecoder(BIGINT, Optional.empty()));
  // Two billion rows: more than is computed before anybody notices.
  private static final String ENDLESS = "SELECT a.range FROM range(1000000) a, range(2000) b";

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterAll
  void stopThreads() {
    threads.shutdownNow();
  }

  private ResultRows query(String sql) throws SQLException {
    return new ResultRows(delegation.session, sql, BIGINTS);
  }

  private static long drain(ResultRows rows) throws SQLException {
    long count = 0;
    List<List<Object>> next = rows.next();
    while (!next.isEmpty()) {
      count += next.size();
      next = rows.next();
    }
    return count;
  }

  @Test
  void givesAllRows() throws SQLException {
    try (ResultRows rows = query("SELECT range FROM range(3000000)")) {
      assertThat(drain(rows)).isEqualTo(3_000_000);
      assertThat(rows.next()).isEmpty();
    }
  }

  @Test
  void tellsAnErrorThatComesAfterMillionsOfRows() throws SQLException {
    try (ResultRows rows =
        query(
            "SELECT CAST(CASE WHEN range = 5000000 THEN 'x' ELSE '1' END AS BIGINT)"
                + " FROM range(6000000)")) {
      assertThatThrownBy(() -> drain(rows)).isInstanceOf(SQLException.class);
    }
  }

  @Test
  void tellsTrinosErrorThatComesAfterMillionsOfRows() {
    TrinoException failure =
        delegation.inTransaction(transaction -> {
          Delegation.Query plan =
              delegation.plan(transaction, "SELECT 1 / a FROM (VALUES BIGINT '0') t(a)");
          try (TrinoExpressions.Scope scope = delegation.expressions.scope(transaction.session());
              ResultRows rows =
                  query(
                      "SELECT %s FROM range(3000000)"
                          .formatted(
                              scope
                                  .call(
                                      plan.selected().getFirst(),
                                      Map.of(
                                          plan.symbols().getFirst(), Value.of("(range - 2900000)")))
                                  .sql()))) {
            return catchThrowableOfType(TrinoException.class, () -> drain(rows));
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        });
    assertThat(failure.getErrorCode()).isEqualTo(StandardErrorCode.DIVISION_BY_ZERO.toErrorCode());
    assertThat(failure).hasMessage("Division by zero");
  }

  @Test
  void canBeCancelledBetweenTwoChunks() throws Exception {
    try (ResultRows rows = query(ENDLESS)) {
      assertThat(rows.next()).isNotEmpty();
      threads
          .submit(() -> {
            rows.cancel();
            return true;
          })
          .get();
      assertCancelled(rows);
    }
  }

  @Test
  @Timeout(60)
  void canBeCancelledWhileItComputes() throws Exception {
    try (DuckSession observer = delegation.duckdb.session();
        ResultRows rows =
            query(
                "SELECT count(*) FROM range(10000) a, range(10000) b, range(10000) c"
                    + " WHERE a.range + b.range < c.range")) {
      CompletableFuture<Void> fetching =
          CompletableFuture.runAsync(() -> assertCancelled(rows), threads);
      // The join sorts first.
      while (observer.number(
              "SELECT count(*) FROM duckdb_memory() WHERE tag = 'ORDER_BY' AND memory_usage_bytes > 0")
          == 0) {
        assertThat(fetching).isNotDone();
      }
      rows.cancel();
      fetching.get();
    }
  }

  @Test
  void canBeCancelledBeforeItBegins() throws Exception {
    try (ResultRows rows = query(ENDLESS)) {
      rows.cancel();
      assertCancelled(rows);
    }
  }

  private static void assertCancelled(ResultRows rows) {
    TrinoException failure = catchThrowableOfType(TrinoException.class, () -> drain(rows));
    assertThat(failure.getErrorCode()).isEqualTo(StandardErrorCode.USER_CANCELED.toErrorCode());
  }
}
