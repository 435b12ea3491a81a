package dev.lakehouse.serve.api.body;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * Which checks are to be made.
 *
 * @param tables such as {@code lakehouse.sales}; all that have checks if this is not given
 * @param checks only those with these names
 * @param ref the branch or tag to look at; main if this is not given
 */
public record CheckRunBody(
    Optional<List<String>> tables, Optional<List<String>> checks, Optional<String> ref) {
  public CheckRunBody {
    requireNonNull(tables, "tables is null");
    requireNonNull(checks, "checks is null");
    requireNonNull(ref, "ref is null");
  }
}
