package dev.lakehouse.pipeline.state;

import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Steps that share the slots of a pool: they are queued for workers when one is free, the one that
 * is due first before the others. A step that waits to be tried again has no slot.
 */
final class PoolQueue {
  private PoolQueue() {}

  /** Sets how many slots there are; pools that are not named keep what they have. */
  static void declare(Handle handle, Map<String, Integer> slots) {
    if (slots.isEmpty()) {
      return;
    }
    try (PreparedBatch batch =
        handle.prepareBatch(
            "INSERT INTO pools (name, slots) VALUES (:name, :slots)"
                + " ON CONFLICT (name) DO UPDATE SET slots = EXCLUDED.slots")) {
      slots.forEach((name, number) -> batch.bind("name", name).bind("slots", number).add());
      batch.execute();
    }
    slots.keySet().stream().sorted().forEach(pool -> admit(handle, pool));
  }

  /** Lets steps wait for a slot. */
  static void add(Handle handle, List<StepQueue.Entry> entries) {
    try (PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO pool_queue (run_id, step, item, pool, task, ticket, due)
            VALUES (:run, :step, :item, :pool, :task, :ticket, :due)
            ON CONFLICT (run_id, step, item) DO UPDATE SET pool = EXCLUDED.pool,
              task = EXCLUDED.task, ticket = EXCLUDED.ticket, due = EXCLUDED.due,
              admitted = false\
            """)) {
      for (StepQueue.Entry entry : entries) {
        StepKey key = entry.ticket().key();
        batch
            .bind("run", key.run())
            .bind("step", key.step())
            .bind("item", key.item())
            .bind("pool", entry.pool().orElseThrow())
            .bind("task", StepQueue.task(entry.tag()))
            .bind("ticket", entry.ticket().toString())
            .bind("due", entry.due())
            .add();
      }
      batch.execute();
    }
    entries.stream()
        .map(entry -> entry.pool().orElseThrow())
        .distinct()
        .sorted()
        .forEach(pool -> admit(handle, pool));
  }

  /** Admits steps of all pools that are due by now; how many that are. */
  static int admitDue(Handle handle) {
    return handle
        .createQuery(
            "SELECT DISTINCT pool FROM pool_queue WHERE NOT admitted AND due <= now()"
                + " ORDER BY pool")
        .mapTo(String.class)
        .list()
        .stream()
        .mapToInt(pool -> admit(handle, pool))
        .sum();
  }

  /**
   * Gives free slots to steps that are due; how many. To be called after the locks on runs are
   * taken, and for several pools in the order of their names.
   */
  static int admit(Handle handle, String pool) {
    int slots =
        handle
            .createQuery(
                """
                INSERT INTO pools (name, slots) VALUES (:pool, 1)
                ON CONFLICT (name) DO UPDATE SET slots = pools.slots RETURNING slots\
                """)
            .bind("pool", pool)
            .mapTo(Integer.class)
            .one();
    handle
        .createUpdate(
            """
            DELETE FROM pool_queue q USING steps s
            WHERE q.pool = :pool AND s.run_id = q.run_id AND s.step = q.step AND s.item = q.item
              AND s.state NOT IN ('QUEUED', 'RUNNING', 'RETRYING')\
            """)
        .bind("pool", pool)
        .execute();
    return handle
        .createUpdate(
            """
            WITH chosen AS (
              SELECT run_id, step, item FROM pool_queue
              WHERE pool = :pool AND NOT admitted AND due <= now()
              ORDER BY due, run_id, step, item
              LIMIT GREATEST(0, :slots - (
                SELECT count(*) FROM pool_queue WHERE pool = :pool AND admitted))
            ), admitted AS (
              UPDATE pool_queue q SET admitted = true FROM chosen c
              WHERE q.run_id = c.run_id AND q.step = c.step AND q.item = c.item
              RETURNING q.task, q.ticket
            )
            INSERT INTO scheduled_tasks (task_name, task_instance, execution_time, picked, version)
            SELECT task, ticket, now(), false, 1 FROM admitted\
            """)
        .bind("pool", pool)
        .bind("slots", slots)
        .execute();
  }
}
