package dev.lakehouse.app.terminal;

import java.util.List;

/**
 * Prints rows as they come, whatever their number: memory stays bounded.
 *
 * <p>A value is null for SQL's NULL; otherwise a {@link Boolean}, a {@link Number}, a text, a
 * {@code java.time} value, a {@code byte[]}, or a {@link List} or {@link java.util.Map} of such;
 * anything else is printed as its {@code toString()} says. Not thread-safe.
 */
public sealed interface RowPrinter extends AutoCloseable
    permits TableRowPrinter, CsvRowPrinter, JsonRowPrinter {
  /** A printer of the given format. */
  static RowPrinter of(RowFormat format, Output output, List<Column> columns) {
    return of(format, output, columns, true);
  }

  /**
   * The same, for somebody who tells the number of rows in another way.
   *
   * @param counted true if a table ends with the number of its rows
   */
  static RowPrinter of(RowFormat format, Output output, List<Column> columns, boolean counted) {
    return switch (format) {
      case TABLE -> new TableRowPrinter(output, columns, counted);
      case CSV -> new CsvRowPrinter(output, columns);
      case JSON -> new JsonRowPrinter(output, columns);
    };
  }

  /**
   * Prints a row.
   *
   * @param values one for each column, null for NULL
   * @throws IllegalArgumentException if there are more or fewer values than columns
   */
  void row(List<?> values);

  /** Ends the output and flushes it; the stream stays open. */
  @Override
  void close();
}
