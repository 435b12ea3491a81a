package dev.lakehouse.serve.api.body;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lakehouse.pipeline.project.PipelineDefinition;
import java.util.Optional;

/**
 * Something that a run of a pipeline is given.
 *
 * @param fallback what holds if a run is given nothing; empty if it must be given
 * @param description what it is for; may be empty
 */
public record ParameterBody(
    String name, @JsonProperty("default") Optional<String> fallback, String description) {
  public ParameterBody {
    requireNonNull(name, "name is null");
    requireNonNull(fallback, "fallback is null");
    requireNonNull(description, "description is null");
  }

  static ParameterBody of(String name, PipelineDefinition.Parameter parameter) {
    return new ParameterBody(name, parameter.value(), parameter.description());
  }

  PipelineDefinition.Parameter toParameter() {
    return new PipelineDefinition.Parameter(fallback, description);
  }
}
