package dev.lakehouse.base.settings;

import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The problems found in one file so far. Not thread-safe. */
final class ProblemList {
  private final SortedSet<SettingsProblem> problems =
      new TreeSet<>(
          Comparator.comparing(SettingsProblem::place).thenComparing(SettingsProblem::message));

  void add(Place place, String message) {
    problems.add(new SettingsProblem(place, message));
  }

  /** Reports that a value is of the wrong kind; what stands in it is then not looked at. */
  void addWrongKind(String name, String expected, SettingsNode value) {
    add(value.place(), name + " must be " + expected + ", not " + value.kind());
    if (value instanceof SettingsMapping mapping) {
      mapping.ignore();
    }
  }

  boolean isEmpty() {
    return problems.isEmpty();
  }

  /** All problems as one error, in the order in which a reader of the file meets them. */
  SettingsException toException() {
    return SettingsException.of(List.copyOf(problems));
  }
}
