package dev.lakehouse.base.settings;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The problems found in one file so far. Not thread-safe. */
final class ProblemList {
  private record Problem(Place place, String message) {
    @Override
    public String toString() {
      return place + ": " + message;
    }
  }

  private final SortedSet<Problem> problems =
      new TreeSet<>(Comparator.comparing(Problem::place).thenComparing(Problem::message));

  void add(Place place, String message) {
    problems.add(new Problem(place, message));
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
  LakehouseException toException() {
    List<String> lines = problems.stream().map(Problem::toString).toList();
    if (lines.size() == 1) {
      return LakehouseException.of(ErrorCode.INVALID_ARGUMENT, lines.getFirst());
    }
    return LakehouseException.of(
        ErrorCode.INVALID_ARGUMENT,
        problems.getFirst().place().file()
            + " has "
            + lines.size()
            + " problems:\n  "
            + String.join("\n  ", lines));
  }
}
