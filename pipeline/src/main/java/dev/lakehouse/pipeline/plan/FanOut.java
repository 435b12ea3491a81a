package dev.lakehouse.pipeline.plan;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** Where the list comes from that steps are run for, once for each value. */
public sealed interface FanOut {
  /** A list in the project's file. */
  record Values(List<String> values) implements FanOut {
    public Values {
      values = List.copyOf(values);
    }
  }

  /** What a step before it put out. */
  record OutputsOf(String step) implements FanOut {
    public OutputsOf {
      requireNonNull(step, "step is null");
    }
  }

  /** A parameter of the run; its values are separated by commas. */
  record Parameter(String name) implements FanOut {
    public Parameter {
      requireNonNull(name, "name is null");
    }
  }
}
