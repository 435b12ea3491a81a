package dev.lakehouse.base.settings;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Named values. A getter reports what is wrong and goes on with a placeholder, so that one reading
 * finds every problem of a file; a name that no getter asked for is a problem too. {@link
 * SettingsReader} fails at the end if there was a problem, so placeholders never leave it.
 *
 * <p>A name whose value is left empty counts as not set. Not thread-safe.
 */
public final class SettingsMapping implements SettingsNode {
  /** What a mapping is, to follow "must be" in an error. */
  static final String EXPECTED = "settings of the form 'name: value'";

  /** A name with its value. */
  record Entry(Place namePlace, SettingsNode value) {}

  private final Place place;
  private final Map<String, Entry> entries;
  private final ProblemList problems;
  private final boolean placeholder;
  private final Set<String> asked = new LinkedHashSet<>();
  private final Set<String> missing = new LinkedHashSet<>();
  private boolean ignored;

  SettingsMapping(Place place, Map<String, Entry> entries, ProblemList problems) {
    this(place, entries, problems, false);
  }

  private SettingsMapping(
      Place place, Map<String, Entry> entries, ProblemList problems, boolean placeholder) {
    this.place = requireNonNull(place, "place is null");
    this.entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    this.problems = requireNonNull(problems, "problems is null");
    this.placeholder = placeholder;
  }

  @Override
  public Place place() {
    return place;
  }

  /** The names that the file sets, in its order. Looking at them does not ask for them. */
  public Set<String> names() {
    return entries.keySet();
  }

  /** Where the value of a name stands; the mapping's own place if the name is not set. */
  public Place placeOf(String name) {
    return Optional.ofNullable(entries.get(name)).map(entry -> entry.value().place()).orElse(place);
  }

  /** A value of any kind; empty if it is not set. */
  public Optional<SettingsNode> optionalNode(String name) {
    asked.add(name);
    return Optional.ofNullable(entries.get(name))
        .map(Entry::value)
        .filter(value -> !(value instanceof SettingsScalar scalar && scalar.text().isEmpty()));
  }

  /** A value that may be left out; empty if it is not set or wrong. */
  public <T> Optional<T> optionalValue(String name, SettingType<T> type) {
    return optionalNode(name)
        .flatMap(node -> {
          if (node instanceof SettingsScalar scalar) {
            return scalar.as(type, quoted(name));
          }
          problems.addWrongKind(quoted(name), type.expected(), node);
          return Optional.empty();
        });
  }

  /** A value that must be set; the type's placeholder if it is not set or wrong. */
  public <T> T value(String name, SettingType<T> type) {
    require(name);
    return optionalValue(name, type).orElse(type.placeholder());
  }

  /** A text that must be set. */
  public String text(String name) {
    return value(name, SettingType.TEXT);
  }

  /** A text that may be left out. */
  public Optional<String> optionalText(String name) {
    return optionalValue(name, SettingType.TEXT);
  }

  /** {@code true} or {@code false}; must be set. */
  public boolean bool(String name) {
    return value(name, SettingType.BOOL);
  }

  /** {@code true} or {@code false}; may be left out. */
  public Optional<Boolean> optionalBool(String name) {
    return optionalValue(name, SettingType.BOOL);
  }

  /** A whole number that must be set. */
  public long integer(String name) {
    return value(name, SettingType.INTEGER);
  }

  /** A whole number that may be left out. */
  public Optional<Long> optionalInteger(String name) {
    return optionalValue(name, SettingType.INTEGER);
  }

  /** A length of time ({@code 30m}, {@code 7d}) that must be set. */
  public Duration duration(String name) {
    return value(name, SettingType.DURATION_OF_TIME);
  }

  /** A length of time that may be left out. */
  public Optional<Duration> optionalDuration(String name) {
    return optionalValue(name, SettingType.DURATION_OF_TIME);
  }

  /** One of an enum's constants; must be set. */
  public <E extends Enum<E>> E oneOf(String name, Class<E> type) {
    return value(name, SettingType.oneOf(type));
  }

  /** One of an enum's constants; may be left out. */
  public <E extends Enum<E>> Optional<E> optionalOneOf(String name, Class<E> type) {
    return optionalValue(name, SettingType.oneOf(type));
  }

  /** A mapping that must be set; one that finds no further fault if it is not set or wrong. */
  public SettingsMapping mapping(String name) {
    require(name);
    return optionalMapping(name)
        .orElseGet(() -> new SettingsMapping(placeOf(name), Map.of(), problems, true));
  }

  /** A mapping that may be left out. */
  public Optional<SettingsMapping> optionalMapping(String name) {
    return optionalNode(name)
        .flatMap(node -> {
          if (node instanceof SettingsMapping mapping) {
            return Optional.of(mapping);
          }
          problems.addWrongKind(quoted(name), EXPECTED, node);
          return Optional.empty();
        });
  }

  /** A list that must be set; an empty one if it is not set or wrong. */
  public SettingsList list(String name) {
    require(name);
    return optionalList(name).orElseGet(() -> new SettingsList(placeOf(name), List.of(), problems));
  }

  /** A list that may be left out. A single value counts as a list of one. */
  public Optional<SettingsList> optionalList(String name) {
    return optionalNode(name)
        .flatMap(node ->
            switch (node) {
              case SettingsList list -> Optional.of(list);
              case SettingsScalar scalar ->
                  Optional.of(new SettingsList(scalar.place(), List.of(scalar), problems));
              case SettingsMapping mapping -> {
                problems.addWrongKind(quoted(name), "a list", mapping);
                yield Optional.empty();
              }
            });
  }

  /** A list of texts, or a single one; empty if it is not set. */
  public List<String> texts(String name) {
    return optionalList(name).map(list -> list.values(SettingType.TEXT)).orElse(List.of());
  }

  /** A list of mappings; empty if it is not set. */
  public List<SettingsMapping> mappings(String name) {
    return optionalList(name).map(SettingsList::mappings).orElse(List.of());
  }

  /** A mapping of the user's own names to texts, in the file's order; empty if it is not set. */
  public Map<String, String> map(String name) {
    Map<String, String> texts = new LinkedHashMap<>();
    optionalMapping(name)
        .ifPresent(mapping -> mapping.names().forEach(key -> texts.put(key, mapping.text(key))));
    return Collections.unmodifiableMap(texts);
  }

  /** A mapping of the user's own names to mappings, in the file's order; empty if not set. */
  public Map<String, SettingsMapping> mappingsByName(String name) {
    Map<String, SettingsMapping> mappings = new LinkedHashMap<>();
    optionalMapping(name)
        .ifPresent(
            mapping -> mapping.names().forEach(key -> mappings.put(key, mapping.mapping(key))));
    return Collections.unmodifiableMap(mappings);
  }

  /** Reports that the value of a name is wrong; at the mapping itself if the name is not set. */
  public void reject(String name, String message) {
    if (!placeholder) {
      problems.add(placeOf(name), message);
    }
  }

  /** Reports something wrong in another file that a setting here refers to. */
  public void reject(Place elsewhere, String message) {
    problems.add(elsewhere, message);
  }

  @Override
  public void reject(String message) {
    if (!placeholder) {
      problems.add(place, message);
    }
  }

  @Override
  public String kind() {
    return "a group of settings";
  }

  /** From now on nothing more is reported of this mapping: it stands where none should. */
  void ignore() {
    ignored = true;
  }

  /** Reports what is missing and what nobody asked for, here and in all mappings below. */
  void finish() {
    if (ignored) {
      return;
    }
    Set<String> meant = new HashSet<>();
    entries.forEach((name, entry) -> {
      if (asked.contains(name)) {
        finish(entry.value());
      } else {
        Optional<String> nearest = NearestWord.to(name, notSet());
        nearest.ifPresent(meant::add);
        problems.add(entry.namePlace(), "unknown setting " + quoted(name) + hint(nearest));
      }
    });
    missing.stream()
        .filter(name -> !meant.contains(name))
        .forEach(name ->
            reject(
                name,
                entries.containsKey(name)
                    ? quoted(name) + " has no value"
                    : "the setting " + quoted(name) + " is missing"));
  }

  private static void finish(SettingsNode node) {
    switch (node) {
      case SettingsMapping mapping -> mapping.finish();
      case SettingsList list -> list.items().forEach(SettingsMapping::finish);
      case SettingsScalar scalar -> {}
    }
  }

  private List<String> notSet() {
    return asked.stream().filter(name -> !entries.containsKey(name)).toList();
  }

  private String hint(Optional<String> nearest) {
    if (nearest.isPresent()) {
      return "; did you mean " + quoted(nearest.get()) + "?";
    }
    return asked.isEmpty() ? "" : "; the settings here are " + String.join(", ", asked);
  }

  private void require(String name) {
    if (!placeholder && optionalNode(name).isEmpty()) {
      missing.add(name);
    }
  }

  private static String quoted(String name) {
    return "'" + name + "'";
  }
}
