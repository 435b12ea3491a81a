package dev.lakehouse.serve.trino;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.serve.http.Routes;
import dev.lakehouse.sql.SqlEngine;
import io.javalin.config.RoutesConfig;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/**
 * An engine, served by Trino's client protocol to every client of Trino: {@code
 * jdbc:trino://host:port}. Thread-safe.
 *
 * <p>Transactions are not served: a client works with one statement at a time, as Trino's clients
 * do unless told otherwise.
 */
public final class TrinoProtocol implements Routes, AutoCloseable {
  private final String nodeId = UUID.randomUUID().toString();
  private final QueryDispatcher dispatcher;
  private final List<Routes> parts;

  /**
   * Serves an engine, which its opener closes afterwards.
   *
   * @param queries is told of every query
   */
  public TrinoProtocol(
      SqlEngine engine, RunningQueries queries, ProtocolSettings settings, InstantSource clock) {
    requireNonNull(engine, "engine is null");
    requireNonNull(queries, "queries is null");
    requireNonNull(settings, "settings is null");
    requireNonNull(clock, "clock is null");
    dispatcher = new QueryDispatcher(engine, queries, settings, clock);
    parts =
        List.of(
            new StatementResource(dispatcher, queries, clock),
            new QueryResource(queries, clock),
            new InfoResource(nodeId, clock));
  }

  /** What {@code /v1/status} says, by which this server is told from any other. */
  public String nodeId() {
    return nodeId;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    parts.forEach(part -> part.addTo(routes));
  }

  /**
   * Takes no further queries, cancels those that run, and waits until the engine has let go of
   * them, 10 s at most. Clients can still hear of it until the server is closed.
   */
  @Override
  public void close() {
    dispatcher.close();
  }
}
