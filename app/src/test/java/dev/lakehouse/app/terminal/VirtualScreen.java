package dev.lakehouse.app.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Shows what a terminal would show, as far as live progress needs one. */
final class VirtualScreen {
  private static final Pattern PIECE =
      Pattern.compile("\u001b\\[(?<up>\\d+)F|(?<clear>\u001b\\[J)|(?<line>[^\n\u001b]*)\n");

  /** The lines that remain after everything was printed. */
  List<String> show(String printed) {
    List<String> lines = new ArrayList<>();
    int row = 0;
    Matcher piece = PIECE.matcher(printed);
    int end = 0;
    while (piece.lookingAt()) {
      if (piece.group("up") != null) {
        row -= Integer.parseInt(piece.group("up"));
      } else if (piece.group("clear") != null) {
        lines.subList(row, lines.size()).clear();
      } else {
        if (row < lines.size()) {
          lines.set(row, piece.group("line"));
        } else {
          lines.add(piece.group("line"));
        }
        row++;
      }
      end = piece.end();
      piece.region(end, printed.length());
    }
    if (end != printed.length()) {
      throw new IllegalArgumentException("not understood: " + printed.substring(end));
    }
    return lines;
  }
}
