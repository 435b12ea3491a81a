package dev.lakehouse.serve.trino;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Encoded rows between the thread that makes them and the requests that fetch them. Whoever fills
 * it waits while it is full. Thread-safe.
 */
final class ResultBuffer {
  /** How many bytes a page should have; Trino's choice. */
  static final int PAGE_BYTES = 1 << 20;

  private static final int LIMIT = 2 * PAGE_BYTES;

  /** How long the first rows wait for others, lest every few rows make a page of their own. */
  private static final long LINGER = Duration.ofMillis(10).toNanos();

  private final Deque<byte[]> chunks = new ArrayDeque<>();
  private long bytes;
  private long firstAt;
  private boolean ended;

  /**
   * What is fetched at once.
   *
   * @param chunks pieces of encoded rows, see {@link RowEncoder}; may be none
   * @param last whether nothing comes after them
   */
  record Page(List<byte[]> chunks, boolean last) {}

  /**
   * Adds rows, after it has waited for room.
   *
   * @return false if nobody wants rows any more
   */
  synchronized boolean put(byte[] rows) throws InterruptedException {
    while (bytes >= LIMIT && !ended) {
      wait();
    }
    if (ended) {
      return false;
    }
    if (chunks.isEmpty()) {
      firstAt = System.nanoTime();
    }
    chunks.add(rows);
    bytes += rows.length;
    notifyAll();
    return true;
  }

  /** No rows come after those that are here. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Drops the rows that are here; no others come. */
  synchronized void discard() {
    chunks.clear();
    bytes = 0;
    end();
  }

  /** Waits for a page, or less than a page if the time is over. */
  synchronized Page take(Duration most) throws InterruptedException {
    long deadline = System.nanoTime() + most.toNanos();
    while (!ended && bytes < PAGE_BYTES) {
      long left = deadline - System.nanoTime();
      if (!chunks.isEmpty()) {
        left = Math.min(left, firstAt + LINGER - System.nanoTime());
      }
      if (left <= 0) {
        break;
      }
      NANOSECONDS.timedWait(this, left);
    }
    List<byte[]> taken = new ArrayList<>();
    long size = 0;
    while (!chunks.isEmpty() && (taken.isEmpty() || size + chunks.peek().length <= PAGE_BYTES)) {
      byte[] chunk = chunks.remove();
      size += chunk.length;
      taken.add(chunk);
    }
    bytes -= size;
    notifyAll();
    return new Page(taken, ended && chunks.isEmpty());
  }
}
