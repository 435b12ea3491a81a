package dev.lakehouse.serve.trino;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lakehouse.sql.SqlSession;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Queries that get no thread to run on. */
class QueryDispatcherTest extends ProtocolTest {
  private static final ProtocolSettings ONE_AT_ONCE =
      new ProtocolSettings(1, 10, Duration.ofMinutes(1), Duration.ofMinutes(1));
  private static final Duration LONG = Duration.ofMinutes(1);

  private final SecureRandom random = new SecureRandom();
  private final QueryIds ids = new QueryIds(random);

  /** How a thread does not come. */
  enum Shortage {
    /** The executor rejects what it gets no thread for. */
    NO_THREAD {
      @Override
      Optional<Thread> thread(Runnable work) {
        return Optional.empty();
      }
    },
    /** As the JVM does if the machine has no more of them. */
    NO_MEMORY {
      @Override
      Optional<Thread> thread(Runnable work) {
        throw new OutOfMemoryError("unable to create native thread");
      }
    };

    abstract Optional<Thread> thread(Runnable work);
  }

  private Query submit(QueryDispatcher dispatcher, String sql) {
    InstantSource clock = InstantSource.system();
    ClientRequest client =
        new ClientRequest(
            SqlSession.of("ann", "iceberg", "shop"),
            Optional.empty(),
            Set.of(),
            Optional.empty(),
            Set.of());
    Query query = new Query(ids.next(clock.instant()), client, sql, clock);
    dispatcher.submit(new ClientQuery(query, new Slug(random), new ResultsWriter(), clock));
    return query;
  }

  /** Threads, but for one of them. */
  private static ThreadFactory without(int number, Shortage shortage) {
    AtomicInteger asked = new AtomicInteger();
    return work ->
        asked.incrementAndGet() == number ? shortage.thread(work).orElse(null) : new Thread(work);
  }

  private QueryDispatcher dispatcher(ThreadFactory threads) {
    return new QueryDispatcher(
        engine, new RunningQueries(), ONE_AT_ONCE, InstantSource.system(), threads);
  }

  private static void assertGivesItsRow(Query query) throws InterruptedException {
    boolean last = false;
    while (!last) {
      last = query.take(LONG).last();
    }
    assertThat(query.info().state()).isEqualTo(QueryState.FINISHED);
    assertThat(query.info().rows()).isEqualTo(1);
  }

  private static void assertNotStarted(Query query) {
    assertThat(query.info().state()).isEqualTo(QueryState.FAILED);
    assertThat(query.info().failure().orElseThrow().error().name())
        .isEqualTo("GENERIC_INSUFFICIENT_RESOURCES");
  }

  @ParameterizedTest
  @EnumSource
  void aQueryThatGetsNoThreadFailsAndTakesNoSlot(Shortage shortage) throws Exception {
    try (QueryDispatcher dispatcher = dispatcher(without(1, shortage))) {
      assertNotStarted(submit(dispatcher, "SELECT 1"));
      assertGivesItsRow(submit(dispatcher, "SELECT 1"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoWaitsBehindItRunsInItsPlace(Shortage shortage) throws Exception {
    try (QueryDispatcher dispatcher = dispatcher(without(2, shortage))) {
      Query slow = submit(dispatcher, "SELECT slow");
      Query second = submit(dispatcher, "SELECT 1");
      Query third = submit(dispatcher, "SELECT 1");

      gate.countDown();

      assertGivesItsRow(slow);
      assertGivesItsRow(third);
      assertNotStarted(second);
    }
  }
}
