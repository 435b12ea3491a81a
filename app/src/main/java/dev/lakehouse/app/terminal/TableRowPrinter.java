package dev.lakehouse.app.terminal;

import dev.lakehouse.app.terminal.Output.Style;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Aligned columns for people. The first rows decide the widths, the rest streams by. Only an
 * interactive output cuts cells, to keep a row in a line.
 */
final class TableRowPrinter implements RowPrinter {
  /** How many rows are looked at to find the widths. */
  static final int ROWS_TO_MEASURE = 1000;

  private static final String GAP = "  ";
  private static final int LEAST_WIDTH = 8;
  private static final String NULL = "NULL";

  /** What a table is of. */
  enum Layout {
    /** A row in a line, the number of rows at the end. */
    LISTING,
    /** No number of rows; a text that is alone in its row has all its lines. */
    RESULT
  }

  private record Cell(String text, boolean isNull) {}

  private final Output output;
  private final List<Column> columns;
  private final Layout layout;
  private final String cutMark;
  private final int[] widths;
  private List<List<Cell>> waiting = new ArrayList<>();
  private boolean measuring = true;
  private long rows;

  TableRowPrinter(Output output, List<Column> columns, Layout layout) {
    this.output = output;
    this.columns = List.copyOf(columns);
    this.layout = layout;
    this.cutMark = output.unicode() ? "…" : "...";
    this.widths = columns.stream().mapToInt(column -> DisplayWidth.of(column.name())).toArray();
  }

  @Override
  public void row(List<?> values) {
    Column.requireValues(columns, values);
    rows++;
    if (isLoneText() && values.getFirst() instanceof String text) {
      text.lines().forEach(line -> take(List.of(new Cell(VisibleText.of(line), false))));
      if (text.isEmpty()) {
        take(List.of(new Cell(text, false)));
      }
      return;
    }
    List<Cell> cells = new ArrayList<>(values.size());
    for (Object value : values) {
      cells.add(
          value == null
              ? new Cell(layout == Layout.LISTING ? "" : NULL, true)
              : new Cell(VisibleText.of(CellText.of(value)), false));
    }
    take(cells);
  }

  private void take(List<Cell> cells) {
    if (!measuring) {
      print(cells);
      return;
    }
    waiting.add(cells);
    if (waiting.size() == ROWS_TO_MEASURE) {
      printWaiting();
    }
  }

  @Override
  public void close() {
    if (measuring) {
      printWaiting();
    }
    if (layout == Layout.LISTING) {
      output.stream()
          .println(output.styled(Style.DIM, "(" + HumanFormat.count(rows, "row", "rows") + ")"));
    }
    output.stream().flush();
  }

  private void printWaiting() {
    for (List<Cell> cells : waiting) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], DisplayWidth.of(cells.get(i).text()));
      }
    }
    if (cuts()) {
      fitInto(output.width());
    }
    List<String> names = new ArrayList<>();
    List<String> rules = new ArrayList<>();
    for (int i = 0; i < widths.length; i++) {
      names.add(output.styled(Style.BOLD, padded(columns.get(i).name(), i)));
      rules.add(output.styled(Style.DIM, "-".repeat(widths[i])));
    }
    printLine(names);
    printLine(rules);
    waiting.forEach(this::print);
    waiting = List.of();
    measuring = false;
  }

  /** Takes from the widest columns first, until a row fits or all are as narrow as is useful. */
  private void fitInto(int width) {
    int excess = Arrays.stream(widths).sum() + GAP.length() * (widths.length - 1) - width;
    while (excess > 0) {
      int widest = 0;
      for (int i = 1; i < widths.length; i++) {
        if (widths[i] > widths[widest]) {
          widest = i;
        }
      }
      if (widths[widest] <= LEAST_WIDTH) {
        return;
      }
      widths[widest]--;
      excess--;
    }
  }

  private void print(List<Cell> cells) {
    List<String> texts = new ArrayList<>(cells.size());
    for (int i = 0; i < cells.size(); i++) {
      String text = padded(cells.get(i).text(), i);
      texts.add(cells.get(i).isNull() ? output.styled(Style.DIM, text) : text);
    }
    printLine(texts);
  }

  private void printLine(List<String> texts) {
    output.stream().println(String.join(GAP, texts).stripTrailing());
  }

  private boolean isLoneText() {
    return layout == Layout.RESULT && columns.size() == 1;
  }

  private boolean cuts() {
    // Nothing beside a lone text could get out of line.
    return output.interactive() && !isLoneText();
  }

  private String padded(String text, int column) {
    String shown = cuts() ? DisplayWidth.cut(text, widths[column], cutMark) : text;
    String padding = " ".repeat(Math.max(0, widths[column] - DisplayWidth.of(shown)));
    return columns.get(column).numeric() ? padding + shown : shown + padding;
  }
}
