package dev.lakehouse.serve.trino;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.sql.QueryRecord;
import dev.lakehouse.sql.SqlException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a query at a moment.
 *
 * @param id in Trino's form, e.g. "20240131_235959_00042_abcde"
 * @param client who asks, and how
 * @param text the statement
 * @param created when it arrived
 * @param started when it began to run
 * @param lastAccess when its client last asked for it
 * @param ended when it finished or failed
 * @param rows how many rows it has given so far
 * @param failure why it failed
 */
public record QueryInfo(
    String id,
    ClientRequest client,
    String text,
    QueryState state,
    Instant created,
    Optional<Instant> started,
    Instant lastAccess,
    Optional<Instant> ended,
    long rows,
    Optional<String> updateType,
    Optional<SqlException> failure) {
  private static final int REMEMBERED_CHARACTERS = 10_000;

  public QueryInfo {
    requireNonNull(id, "id is null");
    requireNonNull(client, "client is null");
    requireNonNull(text, "text is null");
    requireNonNull(state, "state is null");
    requireNonNull(created, "created is null");
    requireNonNull(started, "started is null");
    requireNonNull(lastAccess, "lastAccess is null");
    requireNonNull(ended, "ended is null");
    requireNonNull(updateType, "updateType is null");
    requireNonNull(failure, "failure is null");
  }

  /** The same without what is large: the end of a long text, and prepared statements. */
  QueryInfo abridged() {
    return new QueryInfo(
        id,
        client.withoutPreparedStatements(),
        text.length() > REMEMBERED_CHARACTERS
            ? text.substring(0, REMEMBERED_CHARACTERS) + "…"
            : text,
        state,
        created,
        started,
        lastAccess,
        ended,
        rows,
        updateType,
        failure);
  }

  /** The same as an engine lists it. Analysis and planning are part of the running here. */
  QueryRecord toRecord(Instant now) {
    return new QueryRecord(
        id,
        state.name(),
        client.session().user(),
        client.session().source(),
        text,
        queued(now),
        Duration.ZERO,
        Duration.ZERO,
        created,
        started,
        ended,
        failure.map(SqlException::error));
  }

  /** From its arrival to its end, or until now. */
  public Duration elapsed(Instant now) {
    return Duration.between(created, ended.orElse(now));
  }

  /** How long it waited for others. */
  public Duration queued(Instant now) {
    return Duration.between(created, started.or(() -> ended).orElse(now));
  }
}
