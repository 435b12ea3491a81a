package dev.lakehouse.serve.trino;

import dev.lakehouse.sql.SqlEngine;
import dev.lakehouse.sql.SqlException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets some queries run while others wait, gives up those whose clients have gone, and forgets
 * those that are over. Thread-safe.
 */
final class QueryDispatcher implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(QueryDispatcher.class);

  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
  private static final long LONGEST_SWEEP_MILLIS = 1000;

  /** How many bytes of last pages are kept at the most, those of the newest queries. */
  private static final long MOST_KEPT_BYTES = 32L << 20;

  private final SqlEngine engine;
  private final RunningQueries queries;
  private final ProtocolSettings settings;
  private final InstantSource clock;
  private final ExecutorService threads;
  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("query-sweeper").factory());
  private final Deque<Query> waiting = new ArrayDeque<>();
  private int running;
  private boolean closed;

  QueryDispatcher(
      SqlEngine engine, RunningQueries queries, ProtocolSettings settings, InstantSource clock) {
    // Not virtual: an engine in native code would hold the threads that answer requests.
    this(
        engine, queries, settings, clock, Thread.ofPlatform().daemon().name("query-", 0).factory());
  }

  /** The same with threads of another kind. */
  QueryDispatcher(
      SqlEngine engine,
      RunningQueries queries,
      ProtocolSettings settings,
      InstantSource clock,
      ThreadFactory queryThreads) {
    this.engine = engine;
    this.queries = queries;
    this.settings = settings;
    this.clock = clock;
    this.threads = Executors.newCachedThreadPool(queryThreads);
    long shortest =
        Math.min(settings.abandonedAfter().toMillis(), settings.resultsKept().toMillis());
    long period = Math.clamp(shortest / 4, 1, LONGEST_SWEEP_MILLIS);
    var _ = sweeper.scheduleWithFixedDelay(this::sweep, period, period, TimeUnit.MILLISECONDS);
  }

  /** Runs a query now or later, or fails it. */
  void submit(ClientQuery client) {
    queries.add(client);
    Query query = client.query();
    SqlException refusal;
    synchronized (this) {
      waiting.removeIf(Query::isDone);
      if (closed) {
        refusal = QueryErrors.shuttingDown(query.id());
      } else if (running < settings.maxRunning()) {
        start(query);
        return;
      } else if (waiting.size() < settings.maxQueued()) {
        waiting.add(query);
        return;
      } else {
        refusal = QueryErrors.queueFull(waiting.size());
      }
    }
    query.fail(refusal);
  }

  private void start(Query query) {
    if (!query.begin()) {
      return;
    }
    running++;
    try {
      threads.execute(() -> {
        try {
          query.run(engine);
        } finally {
          startNext();
        }
      });
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      running--;
      log.error("query {} gets no thread", query.id(), e);
      query.fail(QueryErrors.notStarted(e));
    }
  }

  private synchronized void startNext() {
    running--;
    while (running < settings.maxRunning() && !waiting.isEmpty()) {
      start(waiting.remove());
    }
  }

  private void sweep() {
    try {
      Instant now = clock.instant();
      long kept = 0;
      for (ClientQuery client : queries.live()) {
        Query query = client.query();
        kept += query.isFetched() ? client.keptBytes() : 0;
        sweep(query, now, kept > MOST_KEPT_BYTES);
      }
    } catch (RuntimeException e) {
      // The next time must come, or clients that have gone would hold what they have for ever.
      log.error("cannot look after the queries", e);
    }
  }

  private void sweep(Query query, Instant now, boolean tooMuch) {
    Duration idle = Duration.between(query.lastAccess(), now);
    boolean vanished = idle.compareTo(settings.abandonedAfter()) > 0;
    if (query.isDone()) {
      boolean kept = !tooMuch && idle.compareTo(settings.resultsKept()) <= 0;
      if (vanished || (query.isFetched() && !kept)) {
        query.dispose();
        queries.retire(query);
      }
    } else if (vanished) {
      query.fail(QueryErrors.abandoned(query.id(), query.lastAccess(), now));
    }
  }

  /** Takes no further queries, cancels those that run, and waits for them, 10 s at most. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      waiting.clear();
    }
    sweeper.shutdownNow();
    queries
        .live()
        .forEach(client -> client.query().fail(QueryErrors.shuttingDown(client.query().id())));
    threads.shutdown();
    try {
      if (!threads.awaitTermination(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        log.warn("queries did not stop within {} s", STOP_LIMIT.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
