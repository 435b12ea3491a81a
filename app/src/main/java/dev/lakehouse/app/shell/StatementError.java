package dev.lakehouse.app.shell;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.app.terminal.DisplayWidth;
import dev.lakehouse.app.terminal.Output;
import dev.lakehouse.app.terminal.Output.Style;
import dev.lakehouse.app.terminal.VisibleText;
import dev.lakehouse.sql.SqlException;
import dev.lakehouse.sql.text.SqlScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What to tell of a statement that failed: the message with the place in the script, and the line
 * in question with a mark under the column.
 *
 * @param error what failed
 * @param statement the statement
 * @param script the name of the script; empty if the statement was typed
 */
public record StatementError(
    SqlException error, SqlScript.Statement statement, Optional<String> script) {
  private static final String PLACE = "^line \\d+:\\d+: ";
  private static final int LONGEST_LINE = 100;
  private static final int BEFORE_MARK = 60;

  public StatementError {
    requireNonNull(error, "error is null");
    requireNonNull(statement, "statement is null");
    requireNonNull(script, "script is null");
  }

  /** The message, which begins with the place if there is one. */
  public String message() {
    return error
        .error()
        .location()
        .map(statement::inScript)
        .map(place ->
            "%s%d:%d: %s"
                .formatted(
                    script.map(name -> name + ":").orElse("line "),
                    place.line(),
                    place.column(),
                    error.getMessage().replaceFirst(PLACE, "")))
        .orElseGet(() ->
            script.map(name -> name + ":" + statement.start().line() + ": ").orElse("")
                + error.getMessage());
  }

  /** The line that the error is in and the mark under it; none if it has no place. */
  public List<String> excerpt(Output output) {
    List<String> excerpt = new ArrayList<>();
    error
        .error()
        .location()
        .ifPresent(place -> {
          List<String> lines = statement.text().lines().toList();
          if (place.line() <= lines.size()) {
            int[] line = lines.get(place.line() - 1).codePoints().toArray();
            int column = Math.clamp(place.column() - 1, 0, line.length);
            int from = line.length <= LONGEST_LINE ? 0 : Math.max(0, column - BEFORE_MARK);
            int to = Math.min(line.length, from + LONGEST_LINE);
            String before = shown(line, from, column);
            excerpt.add("  " + before + shown(line, column, Math.max(column, to)));
            excerpt.add("  " + " ".repeat(DisplayWidth.of(before)) + output.styled(Style.RED, "^"));
          }
        });
    return excerpt;
  }

  private static String shown(int[] line, int from, int to) {
    return VisibleText.of(new String(line, from, to - from).replace('\t', ' '));
  }
}
