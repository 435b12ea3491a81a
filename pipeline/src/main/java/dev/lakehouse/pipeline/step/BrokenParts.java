package dev.lakehouse.pipeline.step;

import dev.lakehouse.base.settings.Place;
import dev.lakehouse.base.settings.SettingsMapping;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * What a project declares and cannot be used. Immutable.
 *
 * @param sources where the source of a name is wrong
 * @param checks where the checks of a table are wrong
 */
public record BrokenParts(Map<String, Place> sources, Map<String, Place> checks) {
  public BrokenParts {
    sources = Map.copyOf(sources);
    checks = Map.copyOf(checks);
  }

  /** Rejects a setting if it names a source that is broken. */
  boolean rejectsSource(SettingsMapping step, String setting, String source) {
    return rejects(step, setting, "the source '%s' is broken".formatted(source), sources, source);
  }

  /** Rejects a setting if it needs checks that are broken. */
  boolean rejectsChecks(SettingsMapping step, String setting, TableIdentifier table) {
    String name = table.toString();
    return rejects(step, setting, "the checks of %s are broken".formatted(name), checks, name);
  }

  /** Rejects a setting that needs all checks if some are broken. */
  void rejectAllChecks(SettingsMapping step, String setting) {
    checks.forEach((table, place) ->
        step.reject(setting, "the checks of %s are broken, see %s".formatted(table, place)));
  }

  private static boolean rejects(
      SettingsMapping step,
      String setting,
      String message,
      Map<String, Place> places,
      String name) {
    Optional<Place> place = Optional.ofNullable(places.get(name));
    place.ifPresent(known -> step.reject(setting, "%s, see %s".formatted(message, known)));
    return place.isPresent();
  }
}
