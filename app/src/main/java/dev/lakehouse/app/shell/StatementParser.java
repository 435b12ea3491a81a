package dev.lakehouse.app.shell;

import dev.lakehouse.sql.text.SqlScript;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/**
 * Tells the prompt when a statement is complete, and which name the cursor is in. A name is dotted:
 * {@code lakehouse.sales.amount} is one word.
 */
final class StatementParser implements Parser {
  private static final Set<String> COMMANDS = Set.of("exit", "quit", "help");

  /** The command of the prompt itself that a text is; an empty text if it is none. */
  static String command(String text) {
    String word = text.strip().toLowerCase(Locale.ROOT);
    String bare = word.endsWith(";") ? word.substring(0, word.length() - 1).strip() : word;
    return COMMANDS.contains(bare) ? bare : "";
  }

  @Override
  public ParsedLine parse(String line, int cursor, ParseContext context) {
    if (context == ParseContext.ACCEPT_LINE
        && command(line).isEmpty()
        && SqlScript.of(line).rest().isPresent()) {
      throw new EOFError(-1, cursor, "the statement goes on", "");
    }
    return CursorWord.at(line, cursor);
  }

  @Override
  public boolean isEscapeChar(char character) {
    return false;
  }

  /**
   * The word that the cursor is in or behind.
   *
   * @param word the whole word
   * @param wordCursor how much of it is before the cursor
   */
  private record CursorWord(String line, int cursor, String word, int wordCursor)
      implements CompletingParsedLine {
    static CursorWord at(String line, int cursor) {
      int begin = cursor;
      while (begin > 0 && isPart(line.charAt(begin - 1))) {
        begin--;
      }
      int end = cursor;
      while (end < line.length() && isPart(line.charAt(end))) {
        end++;
      }
      return new CursorWord(line, cursor, line.substring(begin, end), cursor - begin);
    }

    private static boolean isPart(char character) {
      return Character.isLetterOrDigit(character) || "_$.\"".indexOf(character) >= 0;
    }

    @Override
    public int wordIndex() {
      return 0;
    }

    @Override
    public List<String> words() {
      return List.of(word);
    }

    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
      return candidate;
    }

    @Override
    public int rawWordCursor() {
      return wordCursor;
    }

    @Override
    public int rawWordLength() {
      return word.length();
    }
  }
}
