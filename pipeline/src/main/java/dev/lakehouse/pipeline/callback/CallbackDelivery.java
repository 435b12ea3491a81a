package dev.lakehouse.pipeline.callback;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.pipeline.state.CallbackStore;
import dev.lakehouse.pipeline.state.CallbackStore.Pending;
import dev.lakehouse.pipeline.work.RunSignals;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the callbacks of a project's pipelines, some at a time. Any number of processes may do so;
 * each callback is taken by one, and again after a while if that one died: it is sent at least
 * once. Thread-safe.
 */
public final class CallbackDelivery implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CallbackDelivery.class);
  private static final int AT_A_TIME = 8;
  // Longer than the slowest try.
  private static final Duration LEASE = Duration.ofMinutes(2);
  private static final Duration LATENESS = Duration.ofSeconds(5);
  private static final Duration STOPPING = Duration.ofSeconds(15);

  private final CallbackStore store;
  private final RunSignals signals;
  private final Map<String, Callbacks> callbacks;
  private final HttpSender http = new HttpSender();
  private final Optional<MailSender> mail;
  private final CallbackPolicy policy;
  private final InstantSource clock;
  private final Semaphore news = new Semaphore(1);
  private final Semaphore places = new Semaphore(AT_A_TIME);
  private final ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();
  private final Thread thread = Thread.ofPlatform().name("callbacks").unstarted(this::run);
  private final RunSignals.Listener ear =
      new RunSignals.Listener() {
        @Override
        public void moved(long run) {
          news.release();
        }

        @Override
        public void look() {
          news.release();
        }
      };
  private Instant latenessDue = Instant.MIN;
  private volatile boolean closed;

  /**
   * A delivery that has not begun.
   *
   * @param callbacks those of the project, by the pipeline's name
   * @param smtp empty if no mail can be sent
   */
  public CallbackDelivery(
      CallbackStore store,
      RunSignals signals,
      Map<String, Callbacks> callbacks,
      Optional<SmtpSettings> smtp,
      CallbackPolicy policy,
      InstantSource clock) {
    this.store = requireNonNull(store, "store is null");
    this.signals = requireNonNull(signals, "signals is null");
    this.callbacks = Map.copyOf(callbacks);
    this.mail = smtp.map(MailSender::new);
    this.policy = requireNonNull(policy, "policy is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /** Begins to send. */
  public void start() {
    signals.add(ear);
    thread.start();
  }

  private void run() {
    try {
      while (!closed) {
        news.acquire();
        news.drainPermits();
        look();
      }
      // What the last run of this process had to say.
      look();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() throws InterruptedException {
    try {
      Instant now = clock.instant();
      if (!now.isBefore(latenessDue)) {
        store.queueLate(now);
        latenessDue = now.plus(LATENESS);
      }
      List<Pending> taken;
      do {
        places.acquire();
        int free = 1 + places.drainPermits();
        taken = take(free);
        places.release(free - taken.size());
        for (Pending one : taken) {
          senders.execute(() -> send(one));
        }
      } while (!taken.isEmpty());
    } catch (LakehouseException e) {
      log.warn("cannot see which callbacks are due: {}", e.getMessage());
    }
  }

  private List<Pending> take(int most) {
    try {
      return store.take(List.copyOf(callbacks.keySet()), most, LEASE);
    } catch (LakehouseException e) {
      places.release(most);
      throw e;
    }
  }

  private void send(Pending callback) {
    try {
      attempt(callback);
    } catch (LakehouseException e) {
      log.warn("cannot write what became of callback {}: {}", callback.id(), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      places.release();
    }
  }

  private void attempt(Pending callback) throws InterruptedException {
    List<Callback> known = callbacks.get(callback.pipeline()).on(callback.event());
    if (callback.position() >= known.size()
        || !known.get(callback.position()).kind().equals(callback.kind())) {
      giveUp(callback, "the pipeline has no such callback any more");
      return;
    }
    try {
      Notice notice = Notice.of(callback);
      switch (known.get(callback.position())) {
        case Callback.Webhook webhook -> http.send(webhook, notice);
        case Callback.Slack slack -> http.send(slack, notice);
        case Callback.Email email ->
            mail.orElseThrow(
                    () -> new NotSent("lakehouse.yaml has no 'smtp', so no mail can be sent"))
                .send(email, notice);
      }
      store.sent(callback.id());
      log.info("{} sent", text(callback));
    } catch (NotSent e) {
      if (callback.tries() >= policy.tries()) {
        giveUp(callback, e.getMessage());
      } else {
        Duration delay = policy.delayAfter(callback.tries());
        store.again(callback.id(), delay, e.getMessage());
        log.warn(
            "{} not sent, and tried again in {} s: {}",
            text(callback),
            delay.toSeconds(),
            e.getMessage());
      }
    }
  }

  private void giveUp(Pending callback, String problem) {
    store.giveUp(callback.id(), problem);
    log.error("{} given up after {} tries: {}", text(callback), callback.tries(), problem);
  }

  private static String text(Pending callback) {
    return "callback %s (%s on %s of %s%s)"
        .formatted(
            callback.id(),
            callback.kind(),
            callback.event(),
            callback.pipeline(),
            callback.run().isPresent() ? ", run " + callback.run().getAsLong() : "");
  }

  /** Sends what is due, waits a while for what is under way, and ends. */
  @Override
  public void close() {
    signals.remove(ear);
    closed = true;
    news.release();
    try {
      thread.join(STOPPING);
      senders.shutdown();
      if (!senders.awaitTermination(STOPPING.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("some callbacks are left to another process");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    http.close();
    senders.shutdownNow();
  }
}
