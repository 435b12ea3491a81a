package dev.lakehouse.base.settings;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;

/**
 * Where something stands in a file.
 *
 * @param file the file's name as the user knows it
 * @param line the line, counted from 1
 * @param column the column in characters (Unicode code points), counted from 1
 */
public record Place(String file, int line, int column) implements Comparable<Place> {
  private static final Comparator<Place> IN_READING_ORDER =
      Comparator.comparing(Place::file)
          .thenComparingInt(Place::line)
          .thenComparingInt(Place::column);

  /** Refuses lines and columns that do not count from 1. */
  public Place {
    requireNonNull(file, "file is null");
    if (line < 1 || column < 1) {
      throw new IllegalArgumentException("line and column count from 1: " + line + ":" + column);
    }
  }

  /** The place of the character at {@code index} (in UTF-16 units) of a file's text. */
  static Place at(String file, String text, int index) {
    int lineStart = text.lastIndexOf('\n', index - 1) + 1;
    int line = 1 + (int) text.chars().limit(lineStart).filter(c -> c == '\n').count();
    return new Place(file, line, 1 + text.codePointCount(lineStart, index));
  }

  /** By file, then line, then column. */
  @Override
  public int compareTo(Place other) {
    return IN_READING_ORDER.compare(this, other);
  }

  /** {@code file:line:column}, the form that editors and terminals make clickable. */
  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
