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
  /** A printer of the given format. In a table, what is null is left empty. */
  static RowPrinter of(RowFormat format, Output output, List<Column> columns) {
    return of(format, output, columns, TableRowPrinter.Layout.LISTING);
  }

  /**
   * A printer of the rows of a statement, whose number is told in another way. In a table, a text
   * that is alone in its row (a plan, the definition of a table) is shown in all its lines.
   */
  static RowPrinter ofResult(RowFormat format, Output output, List<Column> columns) {
    return of(format, output, columns, TableRowPrinter.Layout.RESULT);
  }

  private static RowPrinter of(
      RowFormat format, Output output, List<Column> columns, TableRowPrinter.Layout layout) {
    return switch (format) {
      case TABLE -> new TableRowPrinter(output, columns, layout);
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
