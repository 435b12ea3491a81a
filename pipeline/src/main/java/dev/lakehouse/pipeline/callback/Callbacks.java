package dev.lakehouse.pipeline.callback;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.state.CallbackEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who is told of a pipeline's runs. Immutable.
 *
 * @param byEvent the callbacks by what they are told of
 * @param lateAfter how long after its time a run that has not ended is late
 */
public record Callbacks(Map<CallbackEvent, List<Callback>> byEvent, Optional<Duration> lateAfter) {
  /** Nobody is told. */
  public static final Callbacks NONE = new Callbacks(Map.of(), Optional.empty());

  public Callbacks {
    byEvent = Map.copyOf(byEvent);
    requireNonNull(lateAfter, "lateAfter is null");
  }

  /** Those that are told of an event. */
  public List<Callback> on(CallbackEvent event) {
    return byEvent.getOrDefault(event, List.of());
  }

  /** True if there are none. */
  public boolean isEmpty() {
    return byEvent.values().stream().allMatch(List::isEmpty);
  }
}
