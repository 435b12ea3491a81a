package dev.lakehouse.pipeline.work;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.state.WorkerRegistry;
import java.time.Duration;
import java.util.List;

/**
 * How a worker works.
 *
 * @param name no other worker has it
 * @param host the machine that it runs on
 * @param capacity how many steps it does at a time; at least 1
 * @param tags what it is good for, beside what every worker does
 * @param patience how long steps may go on when the worker ends, before they are stopped
 */
public record WorkerSettings(
    String name, String host, int capacity, List<String> tags, Duration patience) {
  public WorkerSettings {
    requireNonNull(name, "name is null");
    requireNonNull(host, "host is null");
    if (capacity < 1) {
      throw new IllegalArgumentException("a worker does at least one step at a time: " + capacity);
    }
    tags = List.copyOf(tags);
    requireNonNull(patience, "patience is null");
  }

  /** What others know of the worker. */
  WorkerRegistry.Registration registration() {
    return new WorkerRegistry.Registration(
        name, host, ProcessHandle.current().pid(), capacity, tags);
  }
}
