package dev.lakehouse.sql;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A statement that runs or ran, as the table {@code system.runtime.queries} shows it.
 *
 * @param id what clients call it
 * @param state Trino's word for it: QUEUED, PLANNING, RUNNING, FINISHED, FAILED
 * @param source which program asked
 * @param sql the statement
 * @param created when it came
 * @param started when its work began; empty if it has not
 * @param ended when it was done; empty if it is not
 * @param error what made it fail
 */
public record QueryRecord(
    String id,
    String state,
    String user,
    Optional<String> source,
    String sql,
    Duration queued,
    Duration analysis,
    Duration planning,
    Instant created,
    Optional<Instant> started,
    Optional<Instant> ended,
    Optional<SqlException.SqlError> error) {
  public QueryRecord {
    requireNonNull(id, "id is null");
    requireNonNull(state, "state is null");
    requireNonNull(user, "user is null");
    requireNonNull(source, "source is null");
    requireNonNull(sql, "sql is null");
    requireNonNull(queued, "queued is null");
    requireNonNull(analysis, "analysis is null");
    requireNonNull(planning, "planning is null");
    requireNonNull(created, "created is null");
    requireNonNull(started, "started is null");
    requireNonNull(ended, "ended is null");
    requireNonNull(error, "error is null");
  }
}
