package dev.lakehouse.serve.trino;

import dev.lakehouse.serve.trino.ResultBuffer.Page;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A query as its client sees it: pages with numbers, of which the last one can be fetched again, so
 * that an answer that got lost on its way loses no rows. Thread-safe.
 */
final class ClientQuery {
  private final Query query;
  private final Slug slug;
  private final ResultsWriter writer;
  private final InstantSource clock;
  // A client that asks again while its first request still waits must not get rows of its own.
  private final ReentrantLock fetching = new ReentrantLock();
  private long queuedToken;
  private long token = -1;
  private Optional<Page> unwritten = Optional.empty();
  private volatile Optional<Answer> last = Optional.empty();

  ClientQuery(Query query, Slug slug, ResultsWriter writer, InstantSource clock) {
    this.query = query;
    this.slug = slug;
    this.writer = writer;
    this.clock = clock;
  }

  Query query() {
    return query;
  }

  /** How much of its result it keeps for a client that asks again. */
  int keptBytes() {
    return last.map(answer -> answer.body().length).orElse(0);
  }

  /** Refuses who does not know the slug of a page. */
  void authorize(Slug.Address address, long page, String given) {
    if (!slug.matches(address, page, given)) {
      throw RefusedRequest.notFound();
    }
  }

  /** What the client hears before its statement runs. */
  Answer queued(long asked, Duration wait, QueryLinks links)
      throws IOException, InterruptedException {
    query.touch();
    boolean started = query.awaitStarted(wait);
    fetching.lockInterruptibly();
    try {
      if (asked != queuedToken && asked != queuedToken + 1) {
        throw RefusedRequest.gone();
      }
      queuedToken = asked;
    } finally {
      fetching.unlock();
    }
    String next =
        started ? links.executing(query.id(), slug, 0) : links.queued(query.id(), slug, asked + 1);
    return new Answer(
        Optional.empty(),
        writer.write(query.info(), query.progress(), links, Optional.of(next), clock.instant()),
        false);
  }

  /**
   * The page of a number, after a while if it is not there yet. If it cannot be written, a query
   * that still runs fails; who asks again gets the same rows.
   *
   * @throws RefusedRequest if it was fetched before the last one, or is not the next
   */
  Answer page(long asked, Duration wait, QueryLinks links)
      throws IOException, InterruptedException {
    query.touch();
    fetching.lockInterruptibly();
    try {
      if (asked == token && last.isPresent()) {
        return last.get();
      }
      if (asked <= token) {
        throw RefusedRequest.gone();
      }
      if (asked != token + 1 || last.filter(Answer::isLast).isPresent()) {
        throw RefusedRequest.notFound();
      }
      Page page = unwritten.isPresent() ? unwritten.get() : query.take(wait);
      Answer answer;
      try {
        answer = answer(asked, page, links);
      } catch (IOException | RuntimeException | Error e) {
        // Taken rows do not come again; and a change that is made must not be told as failed.
        unwritten = Optional.of(page);
        query.fail(QueryErrors.of(e));
        throw e;
      }
      unwritten = Optional.empty();
      token = asked;
      last = Optional.of(answer);
      query.touch();
      return answer;
    } finally {
      fetching.unlock();
    }
  }

  private Answer answer(long asked, Page page, QueryLinks links) throws IOException {
    QueryInfo info = query.info();
    Optional<ResultHead> head = query.head();
    // Without columns a client keeps on asking, so an end before them is a failure's.
    Optional<String> next =
        page.last() ? Optional.empty() : Optional.of(links.executing(info.id(), slug, asked + 1));
    Optional<String> partialCancel =
        page.last() || head.isEmpty()
            ? Optional.empty()
            : Optional.of(links.partialCancel(info.id(), slug, asked + 1));
    byte[] body =
        writer.write(
            info,
            query.progress(),
            links,
            next,
            partialCancel,
            head,
            page.chunks(),
            clock.instant());
    return new Answer(head, body, page.last());
  }

  /** A page, ready to be sent. */
  static final class Answer {
    private final Optional<ResultHead> head;
    private final byte[] body;
    private final boolean last;

    private Answer(Optional<ResultHead> head, byte[] body, boolean last) {
      this.head = head;
      this.body = body;
      this.last = last;
    }

    /** What the page's headers tell of. */
    Optional<ResultHead> head() {
      return head;
    }

    /** The page in JSON; not to be changed. */
    byte[] body() {
      return body;
    }

    boolean isLast() {
      return last;
    }
  }
}
