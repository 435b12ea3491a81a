package dev.lakehouse.serve.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lakehouse.base.error.LakehouseException;
import io.javalin.http.Context;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The streams of events that go on, each on the thread of its request. Thread-safe. */
final class EventStreams implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EventStreams.class);

  private final Duration beat;
  private final ScheduledExecutorService beats =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("api-beats").factory());
  private final Set<Thread> streaming = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * Streams.
   *
   * @param beat the time after which a client hears that the stream is still there
   */
  EventStreams(Duration beat) {
    this.beat = requireNonNull(beat, "beat is null");
  }

  /** Sends what an operation has to tell, until it ends, the client is gone, or this is closed. */
  void serve(Context context, JsonMapper json, ApiRequest request, Operation.Events operation) {
    EventStream events = new EventStream(context, json);
    Thread thread = Thread.currentThread();
    streaming.add(thread);
    Future<?> beating =
        beats.scheduleAtFixedRate(
            () -> beat(events, thread), beat.toMillis(), beat.toMillis(), TimeUnit.MILLISECONDS);
    try {
      if (!closed) {
        operation.by().stream(request, events);
      }
    } catch (InterruptedException | UncheckedIOException e) {
      log.debug("a stream of events ends early", e);
    } catch (LakehouseException e) {
      if (!events.isOpen()) {
        throw e;
      }
      // The client sees that there was no last event.
      log.warn("a stream of events ends early: {}", e.getMessage());
    } finally {
      beating.cancel(false);
      events.end();
      streaming.remove(thread);
    }
  }

  private static void beat(EventStream events, Thread thread) {
    try {
      events.beat();
    } catch (UncheckedIOException gone) {
      thread.interrupt();
      throw gone;
    }
  }

  /** Ends all streams. */
  @Override
  public void close() {
    closed = true;
    beats.shutdownNow();
    streaming.forEach(Thread::interrupt);
  }
}
