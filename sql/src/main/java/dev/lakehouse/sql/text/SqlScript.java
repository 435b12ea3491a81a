package dev.lakehouse.sql.text;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.sql.SqlException;
import io.trino.grammar.sql.SqlBaseLexer;
import io.trino.grammar.sql.SqlKeywords;
import io.trino.sql.parser.ParsingException;
import io.trino.sql.parser.SqlParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.Token;

/**
 * Statements that semicolons separate. Semicolons in texts, quoted names, comments and the bodies
 * of functions separate nothing.
 *
 * @param ended the statements that a semicolon ends
 * @param rest what follows the last semicolon, if that is more than comments
 */
public record SqlScript(List<Statement> ended, Optional<Statement> rest) {
  /**
   * A statement in a script.
   *
   * @param text the statement without the comments before it and the semicolon after it
   * @param start where in the script it begins
   */
  public record Statement(String text, SqlException.Location start) {
    public Statement {
      requireNonNull(text, "text is null");
      requireNonNull(start, "start is null");
    }

    /** The place in the script of a place in this statement. */
    public SqlException.Location inScript(SqlException.Location place) {
      return new SqlException.Location(
          start.line() + place.line() - 1,
          place.line() == 1 ? start.column() + place.column() - 1 : place.column());
    }
  }

  public SqlScript {
    ended = List.copyOf(ended);
    requireNonNull(rest, "rest is null");
  }

  /** Finds the statements of a script; never fails, whatever the text is. */
  public static SqlScript of(String script) {
    return new Splitter(script).split();
  }

  /** All statements, the last whether or not a semicolon ends it. */
  public List<Statement> statements() {
    return Stream.concat(ended.stream(), rest.stream()).toList();
  }

  /** The words that have a meaning in the language, in capitals. */
  public static Set<String> keywords() {
    return SqlKeywords.sqlKeywords();
  }

  /** Goes through the tokens of a script, once. */
  private static final class Splitter {
    private final String script;
    private final int[] codePoints;
    private final List<Statement> ended = new ArrayList<>();
    private Optional<Token> first = Optional.empty();
    private boolean hasBody;

    private Splitter(String script) {
      this.script = requireNonNull(script, "script is null");
      this.codePoints = script.codePoints().toArray();
    }

    private SqlScript split() {
      SqlBaseLexer lexer = new SqlBaseLexer(CharStreams.fromString(script));
      lexer.removeErrorListeners();
      for (Token token : lexer.getAllTokens()) {
        if (opensWhatNothingCloses(token)) {
          return ending(first.or(() -> Optional.of(token)));
        }
        take(token);
      }
      return ending(first);
    }

    private void take(Token token) {
      switch (token.getType()) {
        case SqlBaseLexer.WS, SqlBaseLexer.SIMPLE_COMMENT, SqlBaseLexer.BRACKETED_COMMENT -> {}
        case SqlBaseLexer.SEMICOLON -> end(token);
        default -> {
          first = first.or(() -> Optional.of(token));
          hasBody |= token.getType() == SqlBaseLexer.BEGIN;
        }
      }
    }

    private void end(Token semicolon) {
      if (first.isEmpty()) {
        return;
      }
      Statement statement = statement(first.get(), semicolon.getStartIndex());
      if (hasBody && isUnfinished(statement.text())) {
        return;
      }
      ended.add(statement);
      first = Optional.empty();
      hasBody = false;
    }

    private SqlScript ending(Optional<Token> begun) {
      return new SqlScript(ended, begun.map(token -> statement(token, codePoints.length)));
    }

    private Statement statement(Token begin, int end) {
      return new Statement(
          new String(codePoints, begin.getStartIndex(), end - begin.getStartIndex()).strip(),
          new SqlException.Location(begin.getLine(), begin.getCharPositionInLine() + 1));
    }

    /** A quote or comment that is not closed is no token as a whole, but its beginning is one. */
    private boolean opensWhatNothingCloses(Token token) {
      return switch (token.getType()) {
        case SqlBaseLexer.UNRECOGNIZED ->
            token.getText().equals("'") || token.getText().equals("\"");
        case SqlBaseLexer.SLASH ->
            token.getStopIndex() + 1 < codePoints.length
                && codePoints[token.getStopIndex() + 1] == '*';
        default -> false;
      };
    }

    /** Within the body of a function semicolons end statements of it: the parser misses its END. */
    private static boolean isUnfinished(String text) {
      try {
        var _ = new SqlParser().createStatement(text);
        return false;
      } catch (ParsingException e) {
        return e.getMessage().contains("<EOF>");
      }
    }
  }
}
