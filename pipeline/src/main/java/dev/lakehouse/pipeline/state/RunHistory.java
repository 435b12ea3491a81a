package dev.lakehouse.pipeline.state;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;
import org.jdbi.v3.core.Handle;

/** Forgets runs of long ago. Several processes may ask; one at a time does it. Thread-safe. */
public final class RunHistory {
  // Any number that nobody else uses.
  private static final long LOCK = 0x6c68_7275_6e73L;

  private final StateDatabase database;

  public RunHistory(StateDatabase database) {
    this.database = requireNonNull(database, "database is null");
  }

  /**
   * Forgets runs that have ended, with all that belongs to them, in one transaction.
   *
   * @param before those that ended before this
   * @param keepLast how many of the youngest runs of each pipeline stay nevertheless
   * @param most how many are forgotten at most
   * @return how many were; empty if another process is at it
   */
  public OptionalInt forgetRuns(Instant before, int keepLast, int most) {
    return alone(handle ->
        handle
            .createUpdate(
                """
                WITH kept AS MATERIALIZED (
                  SELECT p.name, CASE WHEN :keep = 0 THEN 9223372036854775807 ELSE (
                    SELECT r.id FROM runs r WHERE r.pipeline = p.name
                    ORDER BY r.id DESC OFFSET GREATEST(:keep - 1, 0) LIMIT 1) END AS first
                  FROM pipelines p
                )
                DELETE FROM runs WHERE id IN (
                  SELECT r.id FROM runs r JOIN kept ON kept.name = r.pipeline
                  WHERE r.ended_at < :before AND r.id < kept.first
                    AND NOT EXISTS (SELECT FROM callbacks c
                      WHERE c.run_id = r.id AND c.state = 'PENDING')
                  ORDER BY r.ended_at LIMIT :most FOR UPDATE OF r SKIP LOCKED)\
                """)
            .bind("keep", keepLast)
            .bind("before", before)
            .bind("most", most)
            .execute());
  }

  /**
   * Forgets callbacks that belong to no run, in one transaction.
   *
   * @param before those that were queued before this
   * @return how many were; empty if another process is at it
   */
  public OptionalInt forgetCallbacks(Instant before) {
    return alone(handle ->
        handle
            .createUpdate("DELETE FROM callbacks WHERE run_id IS NULL AND created_at < :before")
            .bind("before", before)
            .execute());
  }

  /**
   * Forgets what no run does any more, in one transaction.
   *
   * @param most how many definitions are forgotten at most
   * @return how many were; empty if another process is at it
   */
  public OptionalInt forgetDefinitions(int most) {
    return alone(handle ->
        handle
            .createUpdate(
                """
                DELETE FROM definitions WHERE hash IN (
                  SELECT hash FROM definitions d
                  WHERE NOT EXISTS (SELECT FROM runs WHERE definition = d.hash)
                  LIMIT :most FOR UPDATE SKIP LOCKED)\
                """)
            .bind("most", most)
            .execute());
  }

  private OptionalInt alone(ToIntFunction<Handle> work) {
    return database.inTransaction(handle -> {
      boolean mine =
          handle
              .createQuery("SELECT pg_try_advisory_xact_lock(:lock)")
              .bind("lock", LOCK)
              .mapTo(Boolean.class)
              .one();
      return mine ? OptionalInt.of(work.applyAsInt(handle)) : OptionalInt.empty();
    });
  }
}
