package dev.lakehouse.serve.api.body;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.pipeline.plan.FanOut;
import java.util.List;
import java.util.Optional;

/** Where the list comes from that steps are repeated for: one of these. */
public record ForEachBody(
    Optional<List<String>> values, Optional<String> outputsOf, Optional<String> parameter) {
  public ForEachBody {
    requireNonNull(values, "values is null");
    requireNonNull(outputsOf, "outputsOf is null");
    requireNonNull(parameter, "parameter is null");
  }

  static ForEachBody of(FanOut list) {
    return switch (list) {
      case FanOut.Values(List<String> values) ->
          new ForEachBody(Optional.of(values), Optional.empty(), Optional.empty());
      case FanOut.OutputsOf(String step) ->
          new ForEachBody(Optional.empty(), Optional.of(step), Optional.empty());
      case FanOut.Parameter(String name) ->
          new ForEachBody(Optional.empty(), Optional.empty(), Optional.of(name));
    };
  }

  FanOut toFanOut() {
    return outputsOf
        .<FanOut>map(FanOut.OutputsOf::new)
        .or(() -> parameter.map(FanOut.Parameter::new))
        .orElseGet(() -> new FanOut.Values(values.orElseThrow()));
  }
}
