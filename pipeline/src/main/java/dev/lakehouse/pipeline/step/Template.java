package dev.lakehouse.pipeline.step;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text of a project with places for what only a run knows: {@code {{ params.file }}}, {@code {{
 * item }}}. Immutable.
 */
public final class Template {
  private static final Pattern PLACE = Pattern.compile("\\{\\{(.*?)}}", Pattern.DOTALL);
  private static final Pattern NAME = Pattern.compile("[a-z_]+([.][A-Za-z_][A-Za-z0-9_]*)?");

  private final String text;
  private final List<String> names;

  private Template(String text, List<String> names) {
    this.text = text;
    this.names = List.copyOf(names);
  }

  /**
   * The template of a text.
   *
   * @throws IllegalArgumentException if a place has no name in it; the message says which
   */
  public static Template parse(String text) {
    List<String> names = new ArrayList<>();
    Matcher places = PLACE.matcher(text);
    while (places.find()) {
      String name = places.group(1).strip();
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "'%s' is not a name: write {{ params.NAME }} or {{ item }}".formatted(name));
      }
      names.add(name);
    }
    return new Template(text, names);
  }

  /** The names in its places, in their order. */
  public List<String> names() {
    return names;
  }

  /**
   * The text with its places filled.
   *
   * @param values knows what each of {@link #names} stands for
   */
  public String fill(UnaryOperator<String> values) {
    return PLACE
        .matcher(text)
        .replaceAll(place -> Matcher.quoteReplacement(values.apply(place.group(1).strip())));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Template template && text.equals(template.text);
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
