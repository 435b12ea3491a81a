package dev.lakehouse.pipeline.state;

import static java.util.Objects.requireNonNull;

/**
 * The right to begin an attempt of a step. As text it is the name of a task in the queue.
 *
 * @param attempt the number of the attempt, from 1
 */
public record StepTicket(StepKey key, int attempt) {
  public StepTicket {
    requireNonNull(key, "key is null");
  }

  /** The ticket of such a text. */
  public static StepTicket parse(String text) {
    String[] parts = text.split("/", 4);
    return new StepTicket(
        new StepKey(Long.parseLong(parts[0]), parts[3], Integer.parseInt(parts[1])),
        Integer.parseInt(parts[2]));
  }

  @Override
  public String toString() {
    return "%d/%d/%d/%s".formatted(key.run(), key.item(), attempt, key.step());
  }
}
