package dev.lakehouse.app.docs;

import dev.lakehouse.app.docs.DocumentedCommand.Run;
import dev.lakehouse.app.docs.DocumentedCommand.Write;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The runnable parts of a Markdown page.
 *
 * <ul>
 *   <li>In a block {@code ```console} a line that begins with {@code "$ "} is a command, and the
 *       lines up to the next one are what it prints.
 *   <li>A block {@code ```language file} is the content of that file, relative to the directory in
 *       which the page is by then.
 *   <li>All other blocks are only shown.
 * </ul>
 */
record DocumentationPage(Path file, List<DocumentedCommand> commands) {
  private static final Pattern FENCE = Pattern.compile("```(\\w*)(?: +(.+?))?\\s*");
  private static final String PROMPT = "$ ";

  static DocumentationPage read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    List<DocumentedCommand> commands = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher fence = FENCE.matcher(lines.get(i));
      if (!fence.matches()) {
        continue;
      }
      int begin = i + 1;
      int end = begin;
      while (!lines.get(end).equals("```")) {
        end++;
      }
      List<String> block = lines.subList(begin, end);
      if (fence.group(1).equals("console")) {
        addRuns(block, begin + 1, commands);
      } else if (fence.group(2) != null) {
        String content = String.join("\n", block) + "\n";
        commands.add(new DocumentedCommand(begin, new Write(fence.group(2), content)));
      }
      i = end;
    }
    return new DocumentationPage(file, commands);
  }

  /** Writes the page with what its commands print, where it does not show that. */
  void write(Map<DocumentedCommand, List<String>> outputs) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    for (DocumentedCommand command : commands.reversed()) {
      if (command.action() instanceof Run(String _, List<String> shown)
          && !new ExpectedOutput(shown).matches(outputs.get(command))) {
        List<String> place = lines.subList(command.line(), command.line() + shown.size());
        place.clear();
        place.addAll(outputs.get(command));
      }
    }
    Files.write(file, lines);
  }

  private static void addRuns(List<String> block, int firstLine, List<DocumentedCommand> commands) {
    int at = 0;
    while (at < block.size()) {
      if (!block.get(at).startsWith(PROMPT)) {
        throw new IllegalArgumentException(
            "line %d: output without a command before it".formatted(firstLine + at));
      }
      int next = at + 1;
      while (next < block.size() && !block.get(next).startsWith(PROMPT)) {
        next++;
      }
      commands.add(
          new DocumentedCommand(
              firstLine + at,
              new Run(
                  block.get(at).substring(PROMPT.length()),
                  List.copyOf(block.subList(at + 1, next)))));
      at = next;
    }
  }
}
