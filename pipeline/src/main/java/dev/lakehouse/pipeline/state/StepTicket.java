package dev.lakehouse.pipeline.state;

import static java.util.Objects.requireNonNull;

import org.jdbi.v3.core.Handle;

/**
 * The right to begin an attempt of a step. As text it is the name of a task in the queue. Only the
 * newest ticket of a step is good.
 *
 * @param number the number of the ticket, from 1
 */
public record StepTicket(StepKey key, int number) {
  public StepTicket {
    requireNonNull(key, "key is null");
  }

  /** A new ticket; older ones of the step are good no longer. */
  static StepTicket next(Handle handle, StepKey key) {
    return new StepTicket(
        key,
        handle
            .createQuery(
                "UPDATE steps SET ticket = ticket + 1"
                    + " WHERE run_id = :run AND step = :step AND item = :item RETURNING ticket")
            .bind("run", key.run())
            .bind("step", key.step())
            .bind("item", key.item())
            .mapTo(Integer.class)
            .one());
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
    return "%d/%d/%d/%s".formatted(key.run(), key.item(), number, key.step());
  }
}
