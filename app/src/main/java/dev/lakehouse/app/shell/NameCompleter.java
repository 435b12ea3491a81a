package dev.lakehouse.app.shell;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.app.shell.KnownNames.Names;
import dev.lakehouse.sql.SqlSession;
import dev.lakehouse.sql.text.SqlScript;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/**
 * Completes keywords and functions, and after a dot the schemas, tables and columns that are there:
 * {@code lakehouse.<Tab>} gives tables, {@code sales.<Tab>} and {@code s.<Tab>} columns.
 */
final class NameCompleter implements Completer {
  private static final Pattern TABLE =
      Pattern.compile(
          "(?i)\\b(?:from|join|into|update|table)\\s+([\\w.$\"]+)(?:\\s+(?:as\\s+)?(\\w+))?");
  private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]*");

  private final KnownNames known;
  private final Supplier<SqlSession> session;

  NameCompleter(KnownNames known, Supplier<SqlSession> session) {
    this.known = requireNonNull(known, "known is null");
    this.session = requireNonNull(session, "session is null");
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    String word = line.word().substring(0, line.wordCursor());
    int dot = word.lastIndexOf('.');
    if (dot < 0) {
      addWords(line.line(), word, candidates);
      return;
    }
    String owner = word.substring(0, dot + 1);
    for (String name : ownedBy(path(word.substring(0, dot)), line.line())) {
      add(candidates, owner + quoted(name), name);
    }
  }

  private void addWords(String statement, String word, List<Candidate> candidates) {
    Names names = known.now();
    boolean lower = word.equals(word.toLowerCase(Locale.ROOT)) && !word.isEmpty();
    for (String keyword : SqlScript.keywords()) {
      String text = lower ? keyword.toLowerCase(Locale.ROOT) : keyword;
      add(candidates, text, text);
    }
    names.functions().forEach(name -> add(candidates, name, name + "()"));
    names.catalogs().forEach(name -> add(candidates, quoted(name), name));
    names.tables().keySet().forEach(name -> add(candidates, quoted(name), name));
    String schema = session.get().schema().orElse("");
    names.in(schema).keySet().forEach(name -> add(candidates, quoted(name), name));
    Collection<String> mentioned = new ArrayList<>();
    tables(statement).values().forEach(table -> mentioned.addAll(columns(table)));
    (mentioned.isEmpty() ? names.columnsIn(schema) : mentioned)
        .forEach(name -> add(candidates, quoted(name), name));
  }

  private Collection<String> ownedBy(List<String> owner, String statement) {
    Names names = known.now();
    List<String> path =
        owner.size() > 1 && session.get().catalog().equals(Optional.of(owner.getFirst()))
            ? owner.subList(1, owner.size())
            : owner;
    List<String> found = new ArrayList<>();
    if (path.size() == 1) {
      String name = path.getFirst();
      if (session.get().catalog().equals(Optional.of(name))) {
        found.addAll(names.tables().keySet());
      }
      found.addAll(names.in(name).keySet());
      List<String> table = tables(statement).getOrDefault(name, path);
      found.addAll(columns(table));
    } else {
      found.addAll(columns(path));
    }
    return found;
  }

  /** The columns of a table; none if it is not known. */
  private List<String> columns(List<String> table) {
    String schema =
        table.size() > 1 ? table.get(table.size() - 2) : session.get().schema().orElse("");
    return known.now().in(schema).getOrDefault(table.getLast(), List.of());
  }

  /** The tables that a statement mentions, by the name or alias that they have in it. */
  private static Map<String, List<String>> tables(String statement) {
    Map<String, List<String>> tables = new LinkedHashMap<>();
    Matcher matcher = TABLE.matcher(statement);
    while (matcher.find()) {
      List<String> path = path(matcher.group(1));
      if (!path.isEmpty()) {
        tables.put(path.getLast(), path);
        if (matcher.group(2) != null) {
          tables.put(matcher.group(2).toLowerCase(Locale.ROOT), path);
        }
      }
    }
    return tables;
  }

  private static List<String> path(String dotted) {
    return Arrays.stream(dotted.split("\\.", -1))
        .map(part -> part.replace("\"", "").toLowerCase(Locale.ROOT))
        .filter(part -> !part.isEmpty())
        .toList();
  }

  private static String quoted(String name) {
    return PLAIN.matcher(name).matches() ? name : "\"" + name.replace("\"", "\"\"") + "\"";
  }

  private static void add(List<Candidate> candidates, String value, String shown) {
    // No blank after it: a dot or a parenthesis may follow.
    candidates.add(new Candidate(value, shown, null, null, null, null, false));
  }
}
