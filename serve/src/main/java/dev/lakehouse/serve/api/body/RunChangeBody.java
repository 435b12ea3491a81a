package dev.lakehouse.serve.api.body;

import static java.util.Objects.requireNonNull;

/**
 * A run after it was asked to be different.
 *
 * @param changed false if there was nothing to change
 */
public record RunChangeBody(boolean changed, RunBody run) {
  public RunChangeBody {
    requireNonNull(run, "run is null");
  }
}
