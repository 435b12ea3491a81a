package dev.lakehouse.base.settings;

import static java.util.Objects.requireNonNull;

/**
 * Something that is wrong with a settings file.
 *
 * @param place where
 * @param message what, in plain words and without the place
 */
public record SettingsProblem(Place place, String message) {
  public SettingsProblem {
    requireNonNull(place, "place is null");
    requireNonNull(message, "message is null");
  }

  /** {@code file:line:column: what is wrong}. */
  @Override
  public String toString() {
    return place + ": " + message;
  }
}
