package dev.lakehouse.serve.api.body;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;

/**
 * What a run is given.
 *
 * @param parameters by name; the pipeline says what holds for the others
 */
public record TriggerBody(Optional<Map<String, String>> parameters) {
  public TriggerBody {
    requireNonNull(parameters, "parameters is null");
  }
}
