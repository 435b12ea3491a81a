package dev.lakehouse.sql;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a statement changes in its session: USE, SET SESSION, RESET SESSION, PREPARE, DEALLOCATE
 * PREPARE, SET PATH, SET TIME ZONE.
 *
 * @param setProperties session properties by name ("catalog.name" for those of a catalog)
 * @param addedStatements prepared statements, their texts by name
 */
public record SessionUpdate(
    Optional<String> catalog,
    Optional<String> schema,
    Optional<String> path,
    Map<String, String> setProperties,
    Set<String> resetProperties,
    Map<String, String> addedStatements,
    Set<String> removedStatements) {
  private static final SessionUpdate NOTHING =
      new SessionUpdate(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Map.of(),
          Set.of(),
          Map.of(),
          Set.of());

  public SessionUpdate {
    setProperties = Map.copyOf(setProperties);
    resetProperties = Set.copyOf(resetProperties);
    addedStatements = Map.copyOf(addedStatements);
    removedStatements = Set.copyOf(removedStatements);
  }

  /** No change. */
  public static SessionUpdate nothing() {
    return NOTHING;
  }
}
