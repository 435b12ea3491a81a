package dev.lakehouse.serve.api.body;

import static java.util.Objects.requireNonNull;

/** What a variable is set to. */
public record VariableValueBody(String value) {
  public VariableValueBody {
    requireNonNull(value, "value is null");
  }
}
