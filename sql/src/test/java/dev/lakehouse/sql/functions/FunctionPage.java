package dev.lakehouse.sql.functions;

import static java.util.stream.Collectors.joining;

import dev.lakehouse.sql.functions.FunctionSurvey.Chapter;
import dev.lakehouse.sql.functions.FunctionSurvey.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The page of the documentation that says how each function is computed. */
final class FunctionPage {
  /** How the page is written anew. */
  static final String COMMAND =
      "mvn test -pl sql -am -Dtest=FunctionPageTest -Dfunctions.write"
          + " -Dsurefire.failIfNoSpecifiedTests=false";

  private static final Map<String, String> PLAIN_TYPES =
      Map.of("joniregexp", "pattern", "jsonpath", "path", "codepoints", "varchar");

  private final List<Chapter> chapters;

  FunctionPage(List<Chapter> chapters) {
    this.chapters = List.copyOf(chapters);
  }

  /** The text of the page. */
  String text() {
    List<String> lines = new ArrayList<>();
    lines.add(
        """
        # Functions

        [SQL](sql.md) has the functions of Trino 476. Each is **exact**: it gives what Trino gives, value and type
        and error; or it is **refused** by name, before the statement has read a row. Nothing is computed in a way
        that is only like Trino's.

        Of the %d functions that Trino has outside geospatial, sketches, machine learning, Teradata and row pattern
        recognition, **%d are exact: %s %%**. A function counts as exact if all of its signatures are.

        | how | |
        |---|---|
        | DuckDB | a function or an operator of DuckDB's own, where it gives what Trino's gives |
        | Trino's code | Trino's compiled function, which DuckDB calls in the same process; an aggregate of this kind holds the rows of a group in memory |
        | DuckDB or Trino's code | one or the other, by the types of the arguments and by which of them are constants: `substr(name, 1, 3)` is DuckDB's, `substr(name, n)` is Trino's |
        | refused | fails with NOT_SUPPORTED and says why; [your own Trino](sql.md#your-own-trino) computes it |

        Each signature is asked over columns and with constants, aggregates as such and over a window. `T`, `K`, `V`
        and the like stand for any type; three are asked for each.

        Some values are refused when they come up, with an error that says so: the timestamps with time zone of a
        column have one zone, which is known before there are values, that of a constant, of the column that they
        are made of, of the session; in tables, UTC. Others are refused, such as texts with several zones that are
        cast. `AT TIME ZONE` gives a column another zone.

        | topic | functions | exact |
        |---|---:|---:|\
        """
            .formatted(
                count(Chapter::counted, finding -> true),
                count(Chapter::counted, Finding::isExact),
                share()));
    for (Chapter chapter : chapters) {
      lines.add(
          "| [%s](#%s) | %d | %d |"
              .formatted(
                  chapter.title(),
                  chapter.title().toLowerCase(Locale.ROOT).replace(' ', '-'),
                  chapter.findings().size(),
                  chapter.findings().stream().filter(Finding::isExact).count()));
    }
    chapters.forEach(chapter -> add(lines, chapter));
    lines.add("");
    lines.add("## How this page is made");
    lines.add("");
    lines.add(
        """
        A test of the build, `FunctionPageTest`, asks the translator and compares its answers with this page. After
        a change of the translator this writes it anew:

        ```sh
        %s
        ```
        """
            .formatted(COMMAND));
    return String.join("\n", lines);
  }

  private long count(Predicate<Chapter> which, Predicate<Finding> what) {
    return chapters.stream()
        .filter(which)
        .flatMap(chapter -> chapter.findings().stream())
        .filter(what)
        .count();
  }

  private String share() {
    return String.format(
        Locale.ROOT,
        "%.1f",
        100.0
            * count(Chapter::counted, Finding::isExact)
            / count(Chapter::counted, finding -> true));
  }

  private static void add(List<String> lines, Chapter chapter) {
    lines.add("");
    lines.add("## " + chapter.title());
    List<Finding> absent = chapter.findings().stream().filter(Finding::isAbsent).toList();
    if (absent.size() < chapter.findings().size()) {
      lines.add("");
      lines.add("| function | of | how |");
      lines.add("|---|---|---|");
    }
    for (Finding finding : chapter.findings()) {
      if (!finding.isAbsent()) {
        Map<String, List<FunctionSignature>> rows = new TreeMap<>();
        finding
            .ways()
            .forEach((ways, signatures) ->
                rows.computeIfAbsent(how(ways), _ -> new ArrayList<>()).addAll(signatures));
        rows.forEach((how, signatures) ->
            lines.add(
                "| %s | %s | %s |"
                    .formatted(
                        code(finding.name()),
                        finding.syntax().map(FunctionPage::code).orElseGet(() -> types(signatures)),
                        how)));
      }
    }
    if (!absent.isEmpty()) {
      lines.add("");
      lines.add(
          "Refused, as Trino has them in plugins that are not here: %s."
              .formatted(
                  absent.stream().map(finding -> code(finding.name())).collect(joining(", "))));
    }
  }

  private static String code(String text) {
    return "`%s`".formatted(text.replace("|", "\\|"));
  }

  private static String types(List<FunctionSignature> signatures) {
    return signatures.stream()
        .map(signature ->
            signature.argumentTypes().stream().map(FunctionPage::plain).collect(joining(", ")))
        .distinct()
        .map(types -> types.contains(",") ? "(%s)".formatted(types) : types)
        .map(types -> types.isEmpty() ? "()" : types)
        .collect(joining(" · "));
  }

  /** A type without the names of its parameters; type variables in capitals. */
  private static String plain(String type) {
    String lower = type.toLowerCase(Locale.ROOT);
    if (lower.startsWith("function(")) {
      List<String> parts = Expressions.split(lower.substring(9, lower.length() - 1));
      return "%s → %s"
          .formatted(
              parts.subList(0, parts.size() - 1).stream()
                  .map(FunctionPage::plain)
                  .collect(joining(", ", "(", ")")),
              plain(parts.getLast()));
    }
    int open = lower.indexOf('(');
    if (open < 0) {
      return lower.matches("[a-z]\\d?")
          ? lower.toUpperCase(Locale.ROOT)
          : PLAIN_TYPES.getOrDefault(lower, lower);
    }
    String name = lower.substring(0, open);
    return switch (name) {
      case "array", "map", "row", "qdigest" ->
          Expressions.split(lower.substring(open + 1, lower.lastIndexOf(')'))).stream()
              .map(FunctionPage::plain)
              .collect(joining(", ", name + "(", ")"));
      default -> lower.replaceAll("\\([a-z][^)]*\\)", "");
    };
  }

  private static String how(Set<Way> ways) {
    List<String> reasons =
        ways.stream()
            .filter(Way.Refused.class::isInstance)
            .map(way -> ((Way.Refused) way).why())
            .distinct()
            .sorted()
            .toList();
    String computed =
        Stream.of(
                ways.contains(new Way.ByDuckDb()) ? "DuckDB" : "",
                ways.contains(new Way.ByTrino()) ? "Trino's code" : "")
            .filter(way -> !way.isEmpty())
            .collect(joining(" or "));
    if (reasons.isEmpty()) {
      return computed;
    }
    String refused = "refused: " + String.join("; ", reasons);
    // Of a type that cannot be held, NULL is all that can be computed with.
    boolean all =
        computed.isEmpty() || reasons.stream().anyMatch(why -> why.startsWith("the type"));
    return all ? refused : "%s; %s".formatted(computed, refused);
  }
}
