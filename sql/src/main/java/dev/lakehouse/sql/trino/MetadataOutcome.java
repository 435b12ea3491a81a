package dev.lakehouse.sql.trino;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.sql.SessionUpdate;

/**
 * What a statement did that changes metadata or the session.
 *
 * @param updateType what Trino calls it ("CREATE TABLE")
 * @param sessionUpdate what the client has to remember
 * @param countsRows whether it answers with the column "rows", which has no row all the same
 */
public record MetadataOutcome(String updateType, SessionUpdate sessionUpdate, boolean countsRows) {
  public MetadataOutcome {
    requireNonNull(updateType, "updateType is null");
    requireNonNull(sessionUpdate, "sessionUpdate is null");
  }
}
