package dev.lakehouse.base.settings;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/** A single value: text, number, truth value or nothing. Not thread-safe. */
public final class SettingsScalar implements SettingsNode {
  private final Place place;
  private final Optional<String> text;
  private final String written;
  private final ProblemList problems;

  /**
   * @param text the value with its environment variables replaced; empty if the file gives none
   * @param written the value as it stands in the file: what an error may show, because a variable
   *     may hold a secret
   */
  SettingsScalar(Place place, Optional<String> text, String written, ProblemList problems) {
    this.place = requireNonNull(place, "place is null");
    this.text = requireNonNull(text, "text is null");
    this.written = requireNonNull(written, "written is null");
    this.problems = requireNonNull(problems, "problems is null");
  }

  @Override
  public Place place() {
    return place;
  }

  /** The value as text, environment variables replaced; empty if the file gives no value. */
  public Optional<String> text() {
    return text;
  }

  /**
   * The value as the given type; a value that is none, or no value, is reported as {@code name}.
   */
  public <T> Optional<T> as(SettingType<T> type, String name) {
    if (text.isEmpty()) {
      reject(name + " has no value; it must be " + type.expected());
      return Optional.empty();
    }
    Optional<T> value = type.parse().apply(text.get());
    if (value.isEmpty()) {
      String suggestion =
          NearestWord.to(text.get(), type.words())
              .map(word -> "; did you mean '" + word + "'?")
              .orElse("");
      reject(name + " is '" + written + "', but must be " + type.expected() + suggestion);
    }
    return value;
  }

  @Override
  public void reject(String message) {
    problems.add(place, message);
  }

  @Override
  public String kind() {
    return "a single value";
  }
}
