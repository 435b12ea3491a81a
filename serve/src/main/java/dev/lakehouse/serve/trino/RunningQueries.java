package dev.lakehouse.serve.trino;

import dev.lakehouse.sql.QueryList;
import dev.lakehouse.sql.QueryRecord;
import dev.lakehouse.sql.SqlException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * The queries of a server: those that are running, and some that were. Thread-safe.
 *
 * <p>Made before the engine and the protocol, so that the one can list what the other runs.
 */
public final class RunningQueries {
  /** How many are remembered that are over. */
  private static final int HISTORY = 100;

  private final SequencedMap<String, ClientQuery> live = new LinkedHashMap<>();
  private final SequencedMap<String, QueryInfo> past = new LinkedHashMap<>();

  /** All that are known, the newest first. */
  public synchronized List<QueryInfo> list() {
    return Stream.concat(
            live.values().stream().map(live -> live.query().info()), past.values().stream())
        .sorted(Comparator.comparing(QueryInfo::created).thenComparing(QueryInfo::id).reversed())
        .toList();
  }

  /** The same as {@code system.runtime} shows and ends them. */
  public QueryList listed(InstantSource clock) {
    return new QueryList() {
      @Override
      public List<QueryRecord> records() {
        Instant now = clock.instant();
        return list().stream().map(query -> query.toRecord(now)).toList();
      }

      @Override
      public Kill kill(String id, SqlException error) {
        Optional<ClientQuery> query = live(id);
        if (query.isEmpty()) {
          return find(id).isPresent() ? Kill.NOT_RUNNING : Kill.NOT_FOUND;
        }
        return query.get().query().fail(error) ? Kill.KILLED : Kill.NOT_RUNNING;
      }
    };
  }

  /** One of them. */
  public synchronized Optional<QueryInfo> find(String id) {
    return live(id).map(live -> live.query().info()).or(() -> Optional.ofNullable(past.get(id)));
  }

  /**
   * Cancels a query, if it has not ended.
   *
   * @return whether it is known
   */
  public boolean cancel(String id) {
    Optional<ClientQuery> query = live(id);
    // Without the lock: the engine is called.
    query.ifPresent(running -> running.query().fail(QueryErrors.cancelled()));
    return query.isPresent() || find(id).isPresent();
  }

  synchronized void add(ClientQuery query) {
    live.put(query.query().id(), query);
  }

  synchronized Optional<ClientQuery> live(String id) {
    return Optional.ofNullable(live.get(id));
  }

  /** Those whose results can still be fetched, the newest first. */
  synchronized List<ClientQuery> live() {
    return List.copyOf(live.sequencedValues().reversed());
  }

  /** From now on only what is known of it is kept, not its results. */
  synchronized void retire(Query query) {
    live.remove(query.id());
    past.put(query.id(), query.info().abridged());
    while (past.size() > HISTORY) {
      past.pollFirstEntry();
    }
  }
}
