package dev.lakehouse.pipeline.asset;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.base.settings.Place;
import java.util.Set;

/**
 * What a step reads and makes, by the names of assets: {@code namespace.table}, {@code
 * namespace.*}, {@code source:name}. Immutable.
 *
 * @param place where the step stands in its file
 * @param prepares what it makes not, but must be run for: its file is checked, its table made
 * @param tags those of the step and of its pipeline
 */
public record StepAssets(
    Place place, Set<String> reads, Set<String> makes, Set<String> prepares, Set<String> tags) {
  public StepAssets {
    requireNonNull(place, "place is null");
    reads = Set.copyOf(reads);
    makes = Set.copyOf(makes);
    prepares = Set.copyOf(prepares);
    tags = Set.copyOf(tags);
  }
}
