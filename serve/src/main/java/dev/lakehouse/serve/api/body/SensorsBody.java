package dev.lakehouse.serve.api.body;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.sensor.SensorRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The sensors of the project's pipelines. */
public record SensorsBody(List<SensorBody> sensors) {
  public SensorsBody {
    sensors = List.copyOf(sensors);
  }

  /** A sensor; see {@link SensorRecord}. */
  public record SensorBody(
      String pipeline,
      String sensor,
      String watches,
      boolean paused,
      Optional<Instant> looked,
      OptionalLong lastRun,
      Optional<String> error) {
    public SensorBody {
      requireNonNull(pipeline, "pipeline is null");
      requireNonNull(sensor, "sensor is null");
      requireNonNull(watches, "watches is null");
      requireNonNull(looked, "looked is null");
      requireNonNull(lastRun, "lastRun is null");
      requireNonNull(error, "error is null");
    }

    static SensorBody of(SensorRecord sensor) {
      return new SensorBody(
          sensor.id().pipeline(),
          sensor.id().name(),
          sensor.watches(),
          sensor.paused(),
          sensor.looked(),
          sensor.lastRun(),
          sensor.error());
    }
  }

  public static SensorsBody of(List<SensorRecord> sensors) {
    return new SensorsBody(sensors.stream().map(SensorBody::of).toList());
  }
}
