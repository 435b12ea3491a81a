package dev.lakehouse.pipeline.sensor;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A sensor, as it is remembered.
 *
 * @param watches what it watches, for people
 * @param paused its pipeline is paused, and so it does nothing
 * @param looked when it last looked; empty if it has not, or is told and does not look
 * @param lastRun the run that it began last
 * @param error why its last look failed; empty if it did not
 */
public record SensorRecord(
    SensorId id,
    String watches,
    boolean paused,
    Optional<Instant> looked,
    OptionalLong lastRun,
    Optional<String> error) {
  public SensorRecord {
    requireNonNull(id, "id is null");
    requireNonNull(watches, "watches is null");
    requireNonNull(looked, "looked is null");
    requireNonNull(lastRun, "lastRun is null");
    requireNonNull(error, "error is null");
  }
}
