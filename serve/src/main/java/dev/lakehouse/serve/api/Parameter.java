package dev.lakehouse.serve.api;

import static java.util.Objects.requireNonNull;

import dev.lakehouse.serve.api.body.ApiJson;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Something that an operation is given in its address.
 *
 * @param schema what it is, in the words of JSON Schema
 * @param parse the value of a text; empty if it is none
 * @param expected what the text must be, for whoever gave another one
 */
record Parameter<T>(
    String name,
    Place place,
    String description,
    Map<String, Object> schema,
    Function<String, Optional<T>> parse,
    String expected) {
  /** Where it is given. */
  enum Place {
    PATH,
    QUERY
  }

  Parameter {
    requireNonNull(name, "name is null");
    requireNonNull(place, "place is null");
    requireNonNull(description, "description is null");
    schema = Map.copyOf(schema);
    requireNonNull(parse, "parse is null");
    requireNonNull(expected, "expected is null");
  }

  static Parameter<String> text(Place place, String name, String description) {
    return new Parameter<>(
        name, place, description, Map.of("type", "string"), Optional::of, "a text");
  }

  static Parameter<Long> number(
      Place place, String name, long least, long most, String description) {
    return new Parameter<>(
        name,
        place,
        description,
        Map.of("type", "integer", "format", "int64", "minimum", least, "maximum", most),
        text -> number(text).filter(number -> number >= least && number <= most),
        most == Long.MAX_VALUE
            ? "a whole number of %d or more, such as 17".formatted(least)
            : "a whole number between %d and %d".formatted(least, most));
  }

  private static Optional<Long> number(String text) {
    try {
      return Optional.of(Long.valueOf(text));
    } catch (NumberFormatException notOne) {
      return Optional.empty();
    }
  }

  static <E extends Enum<E>> Parameter<E> oneOf(
      Place place, String name, Class<E> type, String description) {
    List<String> words = Arrays.stream(type.getEnumConstants()).map(ApiJson::word).toList();
    return new Parameter<>(
        name,
        place,
        description,
        Map.of("type", "string", "enum", words),
        text ->
            Arrays.stream(type.getEnumConstants())
                .filter(constant -> ApiJson.word(constant).equalsIgnoreCase(text))
                .findFirst(),
        "one of " + String.join(", ", words));
  }
}
