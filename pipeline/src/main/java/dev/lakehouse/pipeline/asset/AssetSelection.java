package dev.lakehouse.pipeline.asset;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import dev.lakehouse.base.settings.NearestWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which assets are meant: {@code stg_orders+ tag:nightly,shop.*}. Spaces separate what is added,
 * commas what must hold at once. Immutable.
 */
public final class AssetSelection {
  private static final Pattern PART =
      Pattern.compile("(?:(\\d{0,6})(\\+))?([^+]+)(?:(\\+)(\\d{0,6}))?");
  private static final String TAG = "tag:";

  private final String text;
  private final List<List<Part>> union;

  private AssetSelection(String text, List<List<Part>> union) {
    this.text = text;
    this.union = union;
  }

  /** Assets of a name, and how far around them. */
  private record Part(String name, int up, int down) {}

  /**
   * The selection that a text says.
   *
   * @throws LakehouseException INVALID_ARGUMENT if it says none
   */
  public static AssetSelection parse(String text) {
    List<List<Part>> union = new ArrayList<>();
    for (String term : text.strip().split("\\s+", -1)) {
      List<Part> parts = new ArrayList<>();
      for (String part : term.split(",", -1)) {
        parts.add(part(part));
      }
      union.add(List.copyOf(parts));
    }
    return new AssetSelection(text.strip(), List.copyOf(union));
  }

  private static Part part(String text) {
    Matcher part = PART.matcher(text);
    if (!part.matches()) {
      throw LakehouseException.of(
          ErrorCode.INVALID_ARGUMENT,
          "'%s' selects no assets".formatted(text),
          "write a name such as stg_orders, +stg_orders, stg_orders+, 2+stg_orders, tag:nightly or"
              + " source:sales; spaces add, commas intersect");
    }
    return new Part(
        part.group(3),
        distance(part.group(2), part.group(1)),
        distance(part.group(4), part.group(5)));
  }

  private static int distance(String sign, String steps) {
    if (sign == null) {
      return 0;
    }
    return steps.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(steps);
  }

  /**
   * The assets that are meant, by name.
   *
   * @throws LakehouseException NOT_FOUND with the nearest name if a name is none
   */
  public Set<String> in(AssetGraph graph) {
    Set<String> all = new TreeSet<>();
    for (List<Part> parts : union) {
      Set<String> common = new TreeSet<>(named(parts.getFirst(), graph));
      parts.stream().skip(1).forEach(part -> common.retainAll(named(part, graph)));
      all.addAll(common);
    }
    return all;
  }

  private static Set<String> named(Part part, AssetGraph graph) {
    Predicate<Asset> condition =
        part.name().startsWith(TAG)
            ? asset -> asset.tags().contains(part.name().substring(TAG.length()))
            : byName(part.name());
    List<String> names = graph.assets().stream().filter(condition).map(Asset::name).toList();
    if (names.isEmpty()) {
      throw unknown(part.name(), graph);
    }
    return graph.around(names, part.up(), part.down());
  }

  private static Predicate<Asset> byName(String name) {
    Predicate<String> matches =
        Pattern.compile(
                Stream.of(name.split("\\*", -1))
                    .map(Pattern::quote)
                    .collect(Collectors.joining(".*")))
            .asMatchPredicate();
    return asset -> matches.test(asset.name()) || matches.test(asset.shortName());
  }

  private static LakehouseException unknown(String name, AssetGraph graph) {
    if (name.startsWith(TAG)) {
      return notFound(
          "there is no asset with the tag '%s'".formatted(name.substring(TAG.length())),
          name,
          graph.assets().stream().flatMap(asset -> asset.tags().stream()).map(TAG::concat),
          "the tags are ",
          "tags are given to a pipeline or a step with 'tags: [nightly]'");
    }
    return notFound(
        "there is no asset '%s'".formatted(name),
        name,
        graph.assets().stream().flatMap(asset -> Stream.of(asset.shortName(), asset.name())),
        "the assets are ",
        "assets are what the steps of pipelines read and make");
  }

  private static LakehouseException notFound(
      String message, String word, Stream<String> names, String list, String none) {
    List<String> known = names.distinct().toList();
    Optional<String> nearest = NearestWord.to(word, known);
    return LakehouseException.of(
        ErrorCode.NOT_FOUND,
        message,
        nearest
            .map("did you mean '%s'?"::formatted)
            .orElse(known.isEmpty() ? none : list + String.join(", ", known)));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AssetSelection selection && text.equals(selection.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
