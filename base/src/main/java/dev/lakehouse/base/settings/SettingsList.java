package dev.lakehouse.base.settings;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/** A list of values. Not thread-safe. */
public final class SettingsList implements SettingsNode {
  private static final String ITEM = "the list item";

  private final Place place;
  private final List<SettingsNode> items;
  private final ProblemList problems;

  SettingsList(Place place, List<SettingsNode> items, ProblemList problems) {
    this.place = requireNonNull(place, "place is null");
    this.items = List.copyOf(items);
    this.problems = requireNonNull(problems, "problems is null");
  }

  @Override
  public Place place() {
    return place;
  }

  /** The items in their order. */
  public List<SettingsNode> items() {
    return items;
  }

  /** The items as values of one type; the others are reported and left out. */
  public <T> List<T> values(SettingType<T> type) {
    List<T> values = new ArrayList<>();
    for (SettingsNode item : items) {
      if (item instanceof SettingsScalar scalar) {
        scalar.as(type, ITEM).ifPresent(values::add);
      } else {
        problems.addWrongKind(ITEM, type.expected(), item);
      }
    }
    return List.copyOf(values);
  }

  /** The items as mappings; the others are reported and left out. */
  public List<SettingsMapping> mappings() {
    List<SettingsMapping> mappings = new ArrayList<>();
    for (SettingsNode item : items) {
      if (item instanceof SettingsMapping mapping) {
        mappings.add(mapping);
      } else {
        problems.addWrongKind(ITEM, SettingsMapping.EXPECTED, item);
      }
    }
    return List.copyOf(mappings);
  }

  @Override
  public void reject(String message) {
    problems.add(place, message);
  }

  @Override
  public String kind() {
    return "a list";
  }
}
