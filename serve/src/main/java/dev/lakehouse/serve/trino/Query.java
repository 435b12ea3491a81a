package dev.lakehouse.serve.trino;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.lakehouse.serve.trino.ResultBuffer.Page;
import dev.lakehouse.sql.SqlEngine;
import dev.lakehouse.sql.SqlException;
import dev.lakehouse.sql.SqlResult;
import dev.lakehouse.sql.StatementControl;
import dev.lakehouse.sql.StatementProgress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One statement: one thread runs it, others ask how far it is, fetch its rows, and end it.
 * Thread-safe.
 */
final class Query {
  private static final Logger log = LoggerFactory.getLogger(Query.class);

  private final String id;
  private final ClientRequest client;
  private final String text;
  private final InstantSource clock;
  private final Instant created;
  private final StatementControl control = new StatementControl();
  private final ResultBuffer buffer = new ResultBuffer();

  private QueryState state = QueryState.QUEUED;
  private Instant lastAccess;
  private Optional<Instant> started = Optional.empty();
  private Optional<Instant> ended = Optional.empty();
  private Optional<ResultHead> head = Optional.empty();
  private Optional<SqlException> failure = Optional.empty();
  private long rows;
  private boolean enough;
  private boolean fetched;

  Query(String id, ClientRequest client, String text, InstantSource clock) {
    this.id = id;
    this.client = client;
    this.text = text;
    this.clock = clock;
    this.created = clock.instant();
    this.lastAccess = created;
  }

  String id() {
    return id;
  }

  /** What is known of it now. */
  synchronized QueryInfo info() {
    return new QueryInfo(
        id,
        client,
        text,
        state,
        created,
        started,
        lastAccess,
        ended,
        rows,
        head.flatMap(ResultHead::updateType),
        failure);
  }

  /** What comes before the rows; empty as long as that is not known. */
  synchronized Optional<ResultHead> head() {
    return head;
  }

  StatementProgress progress() {
    return control.progress();
  }

  /** Notes that its client still wants it. */
  synchronized void touch() {
    lastAccess = clock.instant();
  }

  synchronized boolean isDone() {
    return state.isDone();
  }

  /** Whether its client has the last page. */
  synchronized boolean isFetched() {
    return fetched;
  }

  /** Since when its client has not asked for it. */
  synchronized Instant lastAccess() {
    return lastAccess;
  }

  /** Runs the statement, once begun, until all its rows are in the buffer, or nobody wants them. */
  void run(SqlEngine engine) {
    try {
      produce(engine);
      completed();
    } catch (RuntimeException | Error e) {
      failed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(QueryErrors.shuttingDown(id));
    }
  }

  private void produce(SqlEngine engine) throws InterruptedException {
    try (SqlResult result = engine.execute(client.session(), text, control)) {
      ResultHead newHead = ResultHead.of(result, client);
      opened(newHead);
      RowEncoder encoder = new RowEncoder();
      FetchSize size = new FetchSize();
      while (true) {
        List<List<Object>> fetched = result.fetch(size.rows());
        if (fetched.isEmpty()) {
          return;
        }
        byte[] encoded = encoder.encode(newHead.adapted(fetched));
        size.observe(fetched.size(), encoded.length);
        if (!buffer.put(encoded)) {
          return;
        }
        counted(fetched.size());
      }
    } catch (SqlException e) {
      if (!hasEnough()) {
        throw e;
      }
    }
  }

  /**
   * Begins to run.
   *
   * @return false if it has ended already
   */
  synchronized boolean begin() {
    if (state != QueryState.QUEUED) {
      return false;
    }
    state = QueryState.RUNNING;
    started = Optional.of(clock.instant());
    notifyAll();
    return true;
  }

  private synchronized void opened(ResultHead newHead) {
    head = Optional.of(newHead);
  }

  private synchronized void counted(int more) {
    rows += more;
  }

  private synchronized boolean hasEnough() {
    return enough;
  }

  private void completed() {
    buffer.end();
    synchronized (this) {
      // A change is made when its statement is done, whether or not its client comes to hear it.
      if (head.flatMap(ResultHead::updateType).isPresent()) {
        finish();
      }
    }
  }

  private void failed(Throwable e) {
    SqlException error = QueryErrors.of(e);
    if (error != e && !isDone()) {
      log.warn("query {} failed", id, e);
    }
    endWith(error);
  }

  /** Waits until it runs or is done, but not longer than asked. */
  synchronized boolean awaitStarted(Duration most) throws InterruptedException {
    long deadline = System.nanoTime() + most.toNanos();
    while (state == QueryState.QUEUED) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      NANOSECONDS.timedWait(this, left);
    }
    return true;
  }

  /** Waits for the next rows; the last page ends the query. */
  Page take(Duration most) throws InterruptedException {
    Page page = buffer.take(most);
    if (!page.last()) {
      return page;
    }
    synchronized (this) {
      finish();
      fetched = true;
      return failure.isPresent() ? new Page(List.of(), true) : page;
    }
  }

  private void finish() {
    if (!state.isDone()) {
      state = QueryState.FINISHED;
      ended = Optional.of(clock.instant());
    }
  }

  /**
   * Ends it with an error and stops the engine, unless it has ended already. Does not wait.
   *
   * @return whether this ended it
   */
  boolean fail(SqlException error) {
    boolean ends = endWith(error);
    if (ends) {
      stopEngine();
    }
    return ends;
  }

  /** Who asks for it must not wait until an engine in the middle of something has stopped. */
  private void stopEngine() {
    Thread.ofVirtual().name("stop-" + id).start(control::cancel);
  }

  private boolean endWith(SqlException error) {
    synchronized (this) {
      if (state.isDone()) {
        return false;
      }
      state = QueryState.FAILED;
      failure = Optional.of(error);
      ended = Optional.of(clock.instant());
      notifyAll();
    }
    buffer.discard();
    return true;
  }

  /** Takes the rows that are there for all of them, as Trino does when a stage is cancelled. */
  void stopEarly() {
    synchronized (this) {
      if (head.isEmpty() || state.isDone()) {
        return;
      }
      enough = true;
    }
    buffer.end();
    stopEngine();
  }

  /** Forgets the rows that nobody fetched. */
  void dispose() {
    buffer.discard();
  }
}
