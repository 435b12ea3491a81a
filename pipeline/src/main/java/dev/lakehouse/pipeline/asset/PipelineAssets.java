package dev.lakehouse.pipeline.asset;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.settings.Place;
import java.util.Map;
import java.util.Optional;

/**
 * What a pipeline says of assets. Immutable.
 *
 * @param place where its file says it
 * @param selection the assets that it makes, if it does not list steps of its own
 * @param steps what each of its steps reads and makes
 */
public record PipelineAssets(
    Place place, Optional<AssetSelection> selection, Map<String, StepAssets> steps) {
  public PipelineAssets {
    requireNonNull(place, "place is null");
    requireNonNull(selection, "selection is null");
    steps = Map.copyOf(steps);
  }
}
