package dev.lakehouse.pipeline.sensor;

import static java.util.Objects.requireNonNull;

/** A sensor of a pipeline. */
public record SensorId(String pipeline, String name) {
  public SensorId {
    requireNonNull(pipeline, "pipeline is null");
    requireNonNull(name, "name is null");
  }

  /** For people: the pipeline and the sensor. */
  @Override
  public String toString() {
    return pipeline + "/" + name;
  }
}
