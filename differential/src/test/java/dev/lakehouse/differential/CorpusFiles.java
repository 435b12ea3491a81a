package dev.lakehouse.differential;

import dev.lakehouse.differential.Statement.Answer;
import dev.lakehouse.differential.Statement.Depth;
import dev.lakehouse.differential.Statement.Expectation;
import dev.lakehouse.sql.functions.Expressions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The corpora that are written by hand, under {@code corpus/}.
 *
 * <ul>
 *   <li>{@code *.sql}: statements, each ends with a semicolon at the end of a line; those under
 *       {@code scripts/} build on each other.
 *   <li>{@code *.expr}: expressions, separated by commas; after "!" one that Trino refuses, after
 *       "~" one whose value differs from run to run.
 * </ul>
 *
 * A line that begins with {@code --} is a comment. {@code --!} says something of the next
 * statement: {@code error} (Trino refuses it), {@code either} (whatever Trino does), {@code types}
 * (the values differ from run to run), {@code differs} (the engine answers otherwise, for a reason
 * that a comment gives); {@code --!!} says it of all that follow.
 */
final class CorpusFiles {
  private static final String MARK = "--!";

  private CorpusFiles() {}

  static List<Corpus> read() {
    try {
      Path root = Path.of(CorpusFiles.class.getResource("/corpus").toURI()).toAbsolutePath();
      try (Stream<Path> files = Files.walk(root)) {
        return files
            .filter(file -> file.toString().matches(".*\\.(sql|expr)"))
            .sorted()
            .map(file -> corpus(root.relativize(file), file))
            .toList();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Corpus corpus(Path name, Path file) {
    String group = name.toString().replaceAll("\\.(sql|expr)$", "");
    boolean expressions = name.toString().endsWith(".expr");
    List<Statement> statements = new ArrayList<>();
    List<String> always = new ArrayList<>();
    List<String> marks = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    int number = 0;
    for (String line : lines(file)) {
      number++;
      if (text.isEmpty() && line.startsWith(MARK + "!")) {
        always.add(line.substring(MARK.length() + 1).strip());
      } else if (text.isEmpty() && line.startsWith(MARK)) {
        marks.add(line.substring(MARK.length()).strip());
      } else if (!line.isBlank() && !(text.isEmpty() && line.startsWith("--"))) {
        text.append(text.isEmpty() ? "" : "\n").append(line);
        boolean ends = expressions || line.stripTrailing().endsWith(";");
        if (ends) {
          String sql = text.toString().stripTrailing().replaceAll(";$", "");
          List<String> all = new ArrayList<>(always);
          all.addAll(marks);
          if (expressions && sql.startsWith("!")) {
            all.add("error");
            sql = sql.substring(1).strip();
          } else if (expressions && sql.startsWith("~")) {
            all.add("types");
            sql = sql.substring(1).strip();
          }
          statements.add(statement(group, name + ":" + number, sql, all));
          text.setLength(0);
          marks.clear();
        }
      }
    }
    if (!text.isEmpty()) {
      throw new IllegalStateException(name + ": the last statement has no end: " + text);
    }
    return new Corpus(group, group.startsWith("scripts"), statements);
  }

  private static Statement statement(String group, String place, String sql, List<String> marks) {
    Expectation expectation = Expectation.VALID;
    Depth depth = Depth.ROWS;
    Answer answer = Answer.SAME_OR_REFUSED;
    for (String mark : marks) {
      switch (mark) {
        case "error", "either", "valid" ->
            expectation = Expectation.valueOf(mark.toUpperCase(Locale.ROOT));
        case "types" -> depth = Depth.TYPES;
        case "differs" -> answer = Answer.OTHER;
        default -> throw new IllegalStateException(place + ": unknown mark '" + mark + "'");
      }
    }
    if (place.contains(".expr:")
        && expectation == Expectation.VALID
        && depth == Depth.ROWS
        && answer == Answer.SAME_OR_REFUSED) {
      return Statement.expressions(group, place, Expressions.split(sql));
    }
    return new Statement(
        group,
        place,
        place.contains(".expr:") ? "SELECT " + sql : sql,
        expectation,
        depth,
        answer,
        List.of());
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
