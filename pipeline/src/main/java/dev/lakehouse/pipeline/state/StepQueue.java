package dev.lakehouse.pipeline.state;

import static java.util.stream.Collectors.partitioningBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * The queue of steps that workers may take. Its entries are tasks of db-scheduler. They are written
 * by the transaction that makes a step ready, which db-scheduler's client has no way for, so that a
 * step is queued if and only if its state says so.
 */
public final class StepQueue {
  private StepQueue() {}

  /** A step that a worker with the tag, or any worker, may begin from some time on. */
  record Entry(StepTicket ticket, Optional<String> tag, Optional<String> pool, Instant due) {}

  /** The name of the tasks that workers with a tag take, or of those that all take. */
  public static String task(Optional<String> tag) {
    return tag.map(name -> "step@" + name).orElse("step");
  }

  /** Queues steps, if the transaction is committed. */
  static void add(Handle handle, List<Entry> entries) {
    Map<Boolean, List<Entry>> pooled =
        entries.stream().collect(partitioningBy(entry -> entry.pool().isPresent()));
    if (!pooled.get(true).isEmpty()) {
      PoolQueue.add(handle, pooled.get(true));
    }
    if (!pooled.get(false).isEmpty()) {
      addNow(handle, pooled.get(false));
    }
  }

  private static void addNow(Handle handle, List<Entry> entries) {
    try (PreparedBatch batch =
        handle.prepareBatch(
            "INSERT INTO scheduled_tasks"
                + " (task_name, task_instance, execution_time, picked, version)"
                + " VALUES (:task, :ticket, :due, false, 1)")) {
      for (Entry entry : entries) {
        batch
            .bind("task", task(entry.tag()))
            .bind("ticket", entry.ticket().toString())
            .bind("due", entry.due())
            .add();
      }
      batch.execute();
    }
  }
}
