package dev.lakehouse.app.terminal;

import java.io.PrintStream;
import java.util.List;

/**
 * Comma-separated values by RFC 4180, lines ended by CR LF as it says. NULL is an empty field; an
 * empty text is a quoted one, so that the two can be told apart.
 */
final class CsvRowPrinter implements RowPrinter {
  private static final String LINE_END = "\r\n";

  private final PrintStream out;
  private final List<Column> columns;

  CsvRowPrinter(Output output, List<Column> columns) {
    this.out = output.stream();
    this.columns = List.copyOf(columns);
    printLine(columns.stream().map(Column::name).toList());
  }

  @Override
  public void row(List<?> values) {
    Column.requireValues(columns, values);
    printLine(values);
  }

  @Override
  public void close() {
    out.flush();
  }

  private void printLine(List<?> values) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        line.append(',');
      }
      Object value = values.get(i);
      if (value != null) {
        appendField(line, CellText.of(value));
      }
    }
    out.print(line.append(LINE_END));
  }

  private static void appendField(StringBuilder line, String text) {
    boolean quote =
        text.isEmpty()
            || text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    if (quote) {
      line.append('"').append(text.replace("\"", "\"\"")).append('"');
    } else {
      line.append(text);
    }
  }
}
