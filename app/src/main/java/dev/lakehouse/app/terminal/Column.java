package dev.lakehouse.app.terminal;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A column of printed rows.
 *
 * @param name the heading
 * @param numeric true if its values are numbers, which a table aligns at the right
 */
public record Column(String name, boolean numeric) {
  /** Refuses a missing name. */
  public Column {
    requireNonNull(name, "name is null");
  }

  /** A column of texts, dates and the like. */
  public static Column text(String name) {
    return new Column(name, false);
  }

  /** A column of numbers. */
  public static Column number(String name) {
    return new Column(name, true);
  }

  /** Refuses a row that has not one value for each column. */
  static void requireValues(List<Column> columns, List<?> values) {
    if (values.size() != columns.size()) {
      throw new IllegalArgumentException(
          columns.size() + " columns, but a row of " + values.size() + " values");
    }
  }
}
