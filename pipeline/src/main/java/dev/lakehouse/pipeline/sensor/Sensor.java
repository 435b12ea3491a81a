package dev.lakehouse.pipeline.sensor;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * Something that begins runs of its pipeline, as a project declares it.
 *
 * @param name its name in the pipeline
 * @param watch what it watches
 * @param every how long after a look the next one is; empty if it is told and does not look
 * @param parameter the parameter of the run that says what happened; empty if none does
 */
public record Sensor(
    String name, Watch watch, Optional<Duration> every, Optional<String> parameter) {
  public Sensor {
    requireNonNull(name, "name is null");
    requireNonNull(watch, "watch is null");
    requireNonNull(every, "every is null");
    requireNonNull(parameter, "parameter is null");
  }

  /** For people: its name and what it watches. */
  @Override
  public String toString() {
    return "%s: %s%s%s"
        .formatted(
            name,
            watch.text(),
            every.map(time -> ", every " + text(time)).orElse(""),
            parameter.map(", given as the parameter "::concat).orElse(""));
  }

  private static String text(Duration time) {
    long seconds = time.toSeconds();
    if (seconds == 0) {
      return time.toMillis() + "ms";
    }
    if (seconds % 3600 == 0) {
      return seconds / 3600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
