package dev.lakehouse.pipeline.state;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Which workers there are, in all processes. Thread-safe.
 *
 * <p>A worker says every second that it lives, and its process holds a lock ({@link WorkerLife}).
 * So a worker that was killed is known to be dead within seconds, and one that is only slow is not
 * taken for dead.
 */
public final class WorkerRegistry {
  // A connection that is lost is opened again within this time.
  private static final Duration RECONNECTING = Duration.ofMillis(1500);
  // After a restart of PostgreSQL nobody has a lock, and all come back one after the other.
  private static final Duration AFTER_RESTART = Duration.ofSeconds(4);
  // Of a machine that is gone, PostgreSQL may keep the connection for long.
  private static final Duration SILENCE = Duration.ofSeconds(15);

  private final StateDatabase database;

  public WorkerRegistry(StateDatabase database) {
    this.database = requireNonNull(database, "database is null");
  }

  /**
   * A worker.
   *
   * @param name no other has it
   * @param host the machine that it runs on
   * @param pid its process there
   * @param capacity how many steps it does at a time
   * @param tags what it is good for, beside what every worker does
   */
  public record Registration(String name, String host, long pid, int capacity, List<String> tags) {
    public Registration {
      requireNonNull(name, "name is null");
      requireNonNull(host, "host is null");
      tags = List.copyOf(tags);
    }
  }

  /**
   * A worker that lives.
   *
   * @param running how many steps it does now
   * @param seen when it last said so
   */
  public record WorkerRecord(
      Registration registration, int running, Instant started, Instant seen) {
    public WorkerRecord {
      requireNonNull(registration, "registration is null");
      requireNonNull(started, "started is null");
      requireNonNull(seen, "seen is null");
    }
  }

  /** The worker ends; what it has not given back is taken from it. */
  public void gone(String name) {
    database.useTransaction(handle -> remove(handle, List.of(name)));
  }

  /**
   * Takes the steps of dead workers from them, for others to do.
   *
   * @return how many steps that are
   */
  public int takeFromDead() {
    return database.inTransaction(handle -> {
      List<String> dead =
          handle
              .createQuery(
                  """
                  SELECT name FROM workers
                  WHERE seen_at < now() - :silence * interval '1 ms'
                    OR seen_at < now() - :reconnecting * interval '1 ms'
                      AND pg_postmaster_start_time() < now() - :restart * interval '1 ms'
                      AND NOT EXISTS (
                      SELECT 1 FROM pg_locks
                      WHERE locktype = 'advisory' AND objsubid = 2
                        AND database = (
                          SELECT oid FROM pg_database WHERE datname = current_database())
                        AND classid::bigint
                          = hashtext('lakehouse.worker')::bigint & 4294967295
                        AND objid::bigint = lock_key)
                  ORDER BY name FOR UPDATE SKIP LOCKED\
                  """)
              .bind("silence", SILENCE.toMillis())
              .bind("reconnecting", RECONNECTING.toMillis())
              .bind("restart", AFTER_RESTART.toMillis())
              .mapTo(String.class)
              .list();
      return dead.isEmpty() ? 0 : remove(handle, dead);
    });
  }

  /** As db-scheduler gives back what it finds dead (JdbcTaskRepository.reschedule). */
  private static int remove(Handle handle, List<String> names) {
    handle
        .createUpdate("DELETE FROM workers WHERE name = ANY(:names)")
        .bindArray("names", String.class, names)
        .execute();
    return handle
        .createUpdate(
            """
            UPDATE scheduled_tasks SET picked = false, picked_by = NULL, last_heartbeat = NULL,
              execution_time = now(), version = version + 1
            WHERE picked AND picked_by = ANY(:names)\
            """)
        .bindArray("names", String.class, names)
        .execute();
  }

  /** The workers that live, by name. */
  public List<WorkerRecord> list() {
    return database.inTransaction(handle ->
        handle
            .createQuery(
                """
                SELECT w.*, (
                  SELECT count(*) FROM scheduled_tasks t WHERE t.picked AND t.picked_by = w.name
                ) AS running
                FROM workers w ORDER BY w.name\
                """)
            .map((row, context) ->
                new WorkerRecord(
                    new Registration(
                        row.getString("name"),
                        row.getString("host"),
                        row.getLong("pid"),
                        row.getInt("capacity"),
                        List.of((String[]) row.getArray("tags").getArray())),
                    row.getInt("running"),
                    Rows.time(row, "started_at").orElseThrow(),
                    Rows.time(row, "seen_at").orElseThrow()))
            .list());
  }
}
