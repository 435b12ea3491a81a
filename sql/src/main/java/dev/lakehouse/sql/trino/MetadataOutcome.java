package dev.lakehouse.sql.trino;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.sql.SessionUpdate;

/**
 * What a statement did that changes metadata or the session.
 *
 * @param updateType what Trino calls it ("CREATE TABLE")
 * @param sessionUpdate what the client has to remember
 */
public record MetadataOutcome(String updateType, SessionUpdate sessionUpdate) {
  public MetadataOutcome {
    requireNonNull(updateType, "updateType is null");
    requireNonNull(sessionUpdate, "sessionUpdate is null");
  }
}
