package dev.lakehouse.pipeline.work;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.thread.Uninterruptibles;
import dev.lakehouse.pipeline.state.RunStore;
import dev.lakehouse.pipeline.state.StateDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears at once when a run has moved, in whatever process that was. A signal can be lost with the
 * connection, so who listens also looks from time to time. Thread-safe.
 */
public final class RunSignals implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RunSignals.class);
  private static final Duration WAIT = Duration.ofSeconds(1);
  // Who closes this waits for so long.
  private static final Duration HEARING = Duration.ofMillis(50);

  /** Is told of moves. Must be quick. */
  public interface Listener {
    /** A run has moved. */
    void moved(long run);

    /** Time has passed, or signals may have been lost: any run may have moved. */
    void look();
  }

  private final StateDatabase database;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = Thread.ofPlatform().name("run-signals").unstarted(this::listen);

  public RunSignals(StateDatabase database) {
    this.database = requireNonNull(database, "database is null");
  }

  /** Begins to listen. */
  public void start() {
    thread.start();
  }

  public void add(Listener listener) {
    listeners.add(listener);
  }

  public void remove(Listener listener) {
    listeners.remove(listener);
  }

  private void listen() {
    while (isOpen()) {
      try (Connection connection = database.connections().getConnection()) {
        try (Statement statement = connection.createStatement()) {
          statement.execute("LISTEN " + RunStore.CHANNEL);
        }
        try {
          hear(connection.unwrap(PGConnection.class));
        } finally {
          forget(connection);
        }
      } catch (SQLException e) {
        log.warn("cannot hear what becomes of runs: {}", e.getMessage());
        pause();
      }
    }
  }

  private void hear(PGConnection connection) throws SQLException {
    long looked = System.nanoTime() - WAIT.toNanos();
    while (isOpen()) {
      if (System.nanoTime() - looked >= WAIT.toNanos()) {
        tell(Listener::look);
        looked = System.nanoTime();
      }
      PGNotification[] heard = connection.getNotifications((int) HEARING.toMillis());
      LongStream.of(runs(heard)).forEach(run -> tell(listener -> listener.moved(run)));
    }
  }

  private static long[] runs(PGNotification[] heard) {
    return Stream.ofNullable(heard)
        .flatMap(Arrays::stream)
        .mapToLong(notification -> Long.parseLong(notification.getParameter()))
        .distinct()
        .toArray();
  }

  /** One that fails must not keep the others from hearing. */
  private void tell(Consumer<Listener> news) {
    for (Listener listener : listeners) {
      try {
        news.accept(listener);
      } catch (LakehouseException e) {
        log.warn("cannot look what became of runs: {}", e.getMessage());
      }
    }
  }

  /** The connection goes back to the pool. */
  private static void forget(Connection connection) throws SQLException {
    if (!connection.isClosed()) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("UNLISTEN *");
      }
    }
  }

  private boolean isOpen() {
    return closed.getCount() > 0;
  }

  private void pause() {
    try {
      closed.await(WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed.countDown();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    Uninterruptibles.join(thread);
  }
}
