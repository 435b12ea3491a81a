package dev.lakehouse.serve.api.body;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * That a server does its work.
 *
 * @param status {@code ok}; a server that is not answers with an error
 * @param startedAt since when it runs; a project's files count as they were then
 * @param project the directory of its project; empty if it has none
 */
public record HealthBody(String status, Instant startedAt, Optional<String> project) {
  public HealthBody {
    requireNonNull(status, "status is null");
    requireNonNull(startedAt, "startedAt is null");
    requireNonNull(project, "project is null");
  }
}
