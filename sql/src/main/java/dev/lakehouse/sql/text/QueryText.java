package dev.lakehouse.sql.text;

import dev.lakehouse.sql.SqlException;
import dev.lakehouse.sql.SqlException.SqlError;
import io.trino.grammar.sql.SqlBaseLexer;
import io.trino.spi.StandardErrorCode;
import io.trino.sql.parser.ParsingException;
import io.trino.sql.parser.SqlParser;
import io.trino.sql.tree.AliasedRelation;
import io.trino.sql.tree.Node;
import io.trino.sql.tree.Query;
import io.trino.sql.tree.Table;
import io.trino.sql.tree.With;
import io.trino.sql.tree.WithQuery;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.Token;

/**
 * A query that somebody wrote: it reads and does nothing else, and where it names tables is known.
 * Immutable.
 */
public final class QueryText {
  /** What stands in place of a table's name. */
  @FunctionalInterface
  public interface Replacement {
    /**
     * The relation to read instead of a table; empty to leave the name as it is.
     *
     * @param name the parts of the table's name as far as they are written, in lower case
     * @return a name with or without a version, or a query in parentheses, which gets the table's
     *     name if the query gives it none
     */
    Optional<String> of(List<String> name);
  }

  /**
   * A table that is named.
   *
   * @param start the first code point of its name
   * @param end the code point after its name
   * @param aliased true if the query gives it a name of its own
   */
  private record Mention(List<String> name, int start, int end, boolean aliased) {}

  private final int[] codePoints;
  private final List<Mention> mentions;

  private QueryText(String sql, Query query) {
    this.codePoints = sql.codePoints().toArray();
    this.mentions = new MentionFinder(sql).find(query);
  }

  /**
   * Parses a query; a semicolon at its end does not matter.
   *
   * @throws SqlException if it is no query, or more than one statement
   */
  public static QueryText parse(String sql) {
    List<SqlScript.Statement> statements = SqlScript.of(sql).statements();
    if (statements.size() != 1) {
      throw notAQuery(statements.isEmpty() ? "There is no query" : "There is more than one query");
    }
    String text = statements.getFirst().text();
    try {
      if (new SqlParser().createStatement(text) instanceof Query query) {
        return new QueryText(text, query);
      }
    } catch (ParsingException e) {
      throw new SqlException(
          SqlError.of(
              StandardErrorCode.SYNTAX_ERROR.toErrorCode(),
              Optional.of(
                  statements
                      .getFirst()
                      .inScript(
                          new SqlException.Location(e.getLineNumber(), e.getColumnNumber())))),
          e.getErrorMessage(),
          e);
    }
    throw notAQuery("The statement is no query");
  }

  private static SqlException notAQuery(String message) {
    return SqlException.of(StandardErrorCode.SYNTAX_ERROR, message, null);
  }

  /** The query as it is written. */
  public String text() {
    return new String(codePoints, 0, codePoints.length);
  }

  /**
   * The query with other relations in place of tables; one that asks for a version of its own stays
   * as it is.
   */
  public String replacing(Replacement replacement) {
    StringBuilder text = new StringBuilder();
    int copied = 0;
    for (Mention mention : mentions) {
      Optional<String> relation = replacement.of(mention.name());
      if (relation.isEmpty()) {
        continue;
      }
      text.append(new String(codePoints, copied, mention.start() - copied)).append(relation.get());
      if (!mention.aliased() && relation.get().startsWith("(")) {
        String name = mention.name().getLast();
        text.append(" AS \"").append(name.replace("\"", "\"\"")).append('"');
      }
      copied = mention.end();
    }
    return text.append(new String(codePoints, copied, codePoints.length - copied)).toString();
  }

  /** Goes through a query, once. */
  private static final class MentionFinder {
    private final List<Token> tokens;
    private final List<Mention> mentions = new ArrayList<>();

    private MentionFinder(String sql) {
      SqlBaseLexer lexer = new SqlBaseLexer(CharStreams.fromString(sql));
      lexer.removeErrorListeners();
      this.tokens =
          lexer.getAllTokens().stream()
              .filter(token ->
                  switch (token.getType()) {
                    case SqlBaseLexer.WS,
                        SqlBaseLexer.SIMPLE_COMMENT,
                        SqlBaseLexer.BRACKETED_COMMENT ->
                        false;
                    default -> true;
                  })
              .map(Token.class::cast)
              .toList();
    }

    private List<Mention> find(Query query) {
      visit(query, Set.of(), false);
      return mentions.stream()
          .sorted((left, right) -> Integer.compare(left.start(), right.start()))
          .toList();
    }

    /**
     * @param named the names of WITH that can be used here
     */
    private void visit(Node node, Set<String> named, boolean aliased) {
      switch (node) {
        case Query query -> visit(query, named);
        case Table table -> mention(table, named, aliased);
        case AliasedRelation relation -> visit(relation.getRelation(), named, true);
        default -> node.getChildren().forEach(child -> visit(child, named, false));
      }
    }

    private void visit(Query query, Set<String> outer) {
      Set<String> named = new HashSet<>(outer);
      query
          .getWith()
          .ifPresent(with -> {
            for (WithQuery part : with.getQueries()) {
              Set<String> known = new HashSet<>(named);
              if (with.isRecursive()) {
                known.add(part.getName().getCanonicalValue());
              }
              visit(part.getQuery(), known, false);
              named.add(part.getName().getCanonicalValue());
            }
          });
      query.getChildren().stream()
          .filter(child -> !(child instanceof With))
          .forEach(child -> visit(child, named, false));
    }

    private void mention(Table table, Set<String> named, boolean aliased) {
      List<String> parts = table.getName().getParts();
      boolean isNamed =
          parts.size() == 1
              && named.contains(table.getName().getOriginalParts().getFirst().getCanonicalValue());
      if (isNamed || table.getQueryPeriod().isPresent()) {
        return;
      }
      int line = table.getLocation().orElseThrow().getLineNumber();
      int column = table.getLocation().orElseThrow().getColumnNumber();
      int first = 0;
      while (tokens.get(first).getLine() != line
          || tokens.get(first).getCharPositionInLine() + 1 != column) {
        first++;
      }
      // Between the parts of a name there are dots.
      Token last = tokens.get(first + 2 * (parts.size() - 1));
      mentions.add(
          new Mention(parts, tokens.get(first).getStartIndex(), last.getStopIndex() + 1, aliased));
    }
  }
}
