package dev.lakehouse.base.settings;

import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Text that is no YAML, said in plain words.
 *
 * @param place where the text cannot be read any further, or where the mistake began if that helps
 *     more
 */
record YamlMistake(Place place, String message) {
  static YamlMistake of(YamlEngineException error, String file, String yaml) {
    if (error instanceof ReaderException unreadable) {
      return ofCharacter(unreadable.getCodePoint(), file, yaml);
    }
    if (!(error instanceof MarkedYamlEngineException marked)) {
      return new YamlMistake(
          new Place(file, 1, 1), "the file is not valid YAML: " + error.getMessage());
    }
    Optional<Place> end = marked.getProblemMark().map(mark -> placeOf(file, mark));
    Optional<Place> begin = marked.getContextMark().map(mark -> placeOf(file, mark));
    Place place = end.or(() -> begin).orElseGet(() -> new Place(file, 1, 1));
    String problem = Optional.ofNullable(marked.getProblem()).orElse("");
    String context = Optional.ofNullable(marked.getContext()).orElse("");

    Optional<Place> tab = tabInIndentation(file, yaml, place.line());
    if (tab.isPresent()) {
      return new YamlMistake(
          tab.get(), "a tab in the indentation; YAML allows only spaces to indent");
    }
    if (problem.contains("unexpected end of stream") && context.contains("quoted")) {
      return new YamlMistake(begin.orElse(place), "this quotation mark is never closed");
    }
    if (problem.contains("mapping values are not allowed")) {
      return new YamlMistake(
          place,
          "a ':' cannot stand here; quote the value if the ':' belongs to it, or check the"
              + " indentation of this line");
    }
    if (problem.contains("could not find expected ':'")) {
      return new YamlMistake(
          begin.orElse(place), "expected 'name: value', but found no ':' with a space after it");
    }
    if (context.contains("flow sequence")) {
      return new YamlMistake(
          place,
          "expected ',' or ']' to go on with the list begun in line " + lineOf(begin, place));
    }
    if (context.contains("flow mapping")) {
      return new YamlMistake(
          place,
          "expected ',' or '}' to go on with the mapping begun in line " + lineOf(begin, place));
    }
    if (context.contains("block mapping") || context.contains("block collection")) {
      return new YamlMistake(
          place,
          "this does not fit what begins in line "
              + lineOf(begin, place)
              + "; check the indentation and the quotation marks");
    }
    if (problem.contains("sequence entries are not allowed")) {
      return new YamlMistake(place, "a list item ('- ') cannot stand here; give it its own line");
    }
    if (problem.contains("cannot start any token")
        || problem.contains("expected the node content")) {
      return new YamlMistake(
          place, "a value cannot begin with " + characterAt(yaml, place) + "; put it in quotes");
    }
    if (problem.contains("unknown escape character")) {
      return new YamlMistake(
          place,
          "in double quotes a backslash begins an escape, and this is none; use single quotes, or"
              + " write the backslash twice");
    }
    if (problem.contains("undefined alias")) {
      return new YamlMistake(
          place, "there is no anchor of this name; quote a value that begins with '*'");
    }
    if (problem.contains("another document")) {
      return new YamlMistake(place, "a second document begins here ('---'); a file has just one");
    }
    return new YamlMistake(place, "the file is not valid YAML here: " + problem);
  }

  private static YamlMistake ofCharacter(int codePoint, String file, String yaml) {
    int at = Math.max(0, yaml.indexOf(codePoint));
    return new YamlMistake(
        Place.at(file, yaml, at),
        "the invisible character U+%04X cannot stand in a settings file".formatted(codePoint));
  }

  private static Optional<Place> tabInIndentation(String file, String yaml, int lineNumber) {
    String line = yaml.lines().skip(lineNumber - 1L).findFirst().orElse("");
    String indentation = line.substring(0, line.length() - line.stripLeading().length());
    int tab = indentation.indexOf('\t');
    return tab < 0 ? Optional.empty() : Optional.of(new Place(file, lineNumber, tab + 1));
  }

  private static String characterAt(String yaml, Place place) {
    String line = yaml.lines().skip(place.line() - 1L).findFirst().orElse("");
    int at = place.column() - 1;
    return line.codePoints()
        .skip(at)
        .mapToObj(c -> "'" + Character.toString(c) + "'")
        .findFirst()
        .orElse("this character");
  }

  private static int lineOf(Optional<Place> begin, Place place) {
    return begin.orElse(place).line();
  }

  private static Place placeOf(String file, Mark mark) {
    return new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
  }
}
