package dev.lakehouse.serve.api.body;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.OptionalLong;

/**
 * A page of runs, the youngest first.
 *
 * @param nextBefore what {@code before} is for the next page; empty if this is the last one
 */
public record RunsBody(List<RunBody> runs, OptionalLong nextBefore) {
  public RunsBody {
    runs = List.copyOf(runs);
    requireNonNull(nextBefore, "nextBefore is null");
  }
}
