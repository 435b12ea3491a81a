package dev.lakehouse.pipeline.work;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/**
 * How a worker works.
 *
 * @param name no other worker has it
 * @param capacity how many steps it does at a time; at least 1
 * @param tags what it is good for, beside what every worker does
 * @param patience how long steps may go on when the worker ends, before they are stopped
 */
public record WorkerSettings(String name, int capacity, List<String> tags, Duration patience) {
  public WorkerSettings {
    requireNonNull(name, "name is null");
    if (capacity < 1) {
      throw new IllegalArgumentException("a worker does at least one step at a time: " + capacity);
    }
    tags = List.copyOf(tags);
    requireNonNull(patience, "patience is null");
  }
}
