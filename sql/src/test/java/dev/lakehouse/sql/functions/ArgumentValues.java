package dev.lakehouse.sql.functions;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Values for the argument of a function, given the type in its signature. */
public final class ArgumentValues {
  private static final int MOST = 6;

  /** Types without literals: patterns and paths are types of their own, and written as text. */
  private static final Map<String, List<String>> WITHOUT_LITERALS =
      Map.of(
          "joniregexp", List.of("'[a-c]+'", "''"),
          "jsonpath", List.of("'$.a'", "'$'"),
          "likepattern", List.of("'a%'"),
          "codepoints", List.of("'ab'"),
          "color", List.of("color('#ff8000')", "color('red')"),
          "unknown", List.of("NULL"));

  private static final Set<String> LITERAL_TYPES = Set.copyOf(Literals.types());

  private ArgumentValues() {}

  /**
   * The usual value first, then NULL and those at the borders; empty if nothing of the type can be
   * written down.
   *
   * @param binding the types that stand for type variables, by their names in lower case
   */
  public static Optional<List<String>> of(String type, Map<String, String> binding) {
    String plain = type.toLowerCase(Locale.ROOT).strip();
    if (WITHOUT_LITERALS.containsKey(plain)) {
      return Optional.of(WITHOUT_LITERALS.get(plain));
    }
    if (plain.startsWith("function(")) {
      return lambda(Expressions.split(inner(plain)), binding).map(List::of);
    }
    return concrete(plain, binding)
        .flatMap(concrete ->
            values(concrete)
                .map(values -> {
                  List<String> all = new ArrayList<>();
                  all.add(values.getFirst());
                  all.add(Literals.nullOf(concrete));
                  all.addAll(values.subList(1, Math.min(MOST, values.size())));
                  return List.copyOf(all);
                }));
  }

  private static Optional<List<String>> values(String type) {
    if (LITERAL_TYPES.contains(type)) {
      return Optional.of(Literals.of(type));
    }
    if (type.startsWith("varchar(")) {
      return Optional.of(List.of("CAST('en' AS %s)".formatted(type)));
    }
    if (type.startsWith("array(")) {
      return values(inner(type))
          .map(values ->
              List.of(
                  "ARRAY[" + String.join(", ", values.subList(0, Math.min(3, values.size()))) + "]",
                  "CAST(ARRAY[] AS " + type + ")",
                  "CAST(ARRAY[" + values.getLast() + ", NULL] AS " + type + ")"));
    }
    if (type.startsWith("map(")) {
      List<String> parts = Expressions.split(inner(type));
      return values(parts.get(0))
          .flatMap(keys ->
              values(parts.get(1))
                  .map(values ->
                      List.of(
                          "MAP(ARRAY[%s, %s], ARRAY[%s, NULL])"
                              .formatted(keys.get(0), keys.get(1), values.getFirst()),
                          "CAST(MAP() AS " + type + ")")));
    }
    if (type.startsWith("row(")) {
      List<Optional<List<String>>> fields =
          Expressions.split(inner(type)).stream().map(ArgumentValues::values).toList();
      return fields.stream().allMatch(Optional::isPresent)
          ? Optional.of(
              List.of(
                  "ROW(%s)"
                      .formatted(
                          String.join(
                              ", ",
                              fields.stream()
                                  .map(values -> values.orElseThrow().getFirst())
                                  .toList()))))
          : Optional.empty();
    }
    return Optional.empty();
  }

  /** A type without variables. */
  private static Optional<String> concrete(String type, Map<String, String> binding) {
    if (binding.containsKey(type)) {
      return Optional.of(binding.get(type));
    }
    if (type.startsWith("array(")) {
      return concrete(inner(type), binding).map(element -> "array(" + element + ")");
    }
    if (type.startsWith("map(")) {
      List<String> parts = Expressions.split(inner(type));
      return concrete(parts.get(0), binding)
          .flatMap(key ->
              concrete(parts.get(1), binding).map(value -> "map(%s, %s)".formatted(key, value)));
    }
    if (type.startsWith("row(")) {
      List<Optional<String>> fields =
          Expressions.split(inner(type)).stream().map(field -> concrete(field, binding)).toList();
      return fields.stream().allMatch(Optional::isPresent)
          ? Optional.of(
              "row(%s)"
                  .formatted(
                      String.join(", ", fields.stream().map(Optional::orElseThrow).toList())))
          : Optional.empty();
    }
    if (type.matches("varchar\\(\\d+\\)")) {
      return Optional.of(type);
    }
    String known =
        switch (type.replaceAll("\\(.*?\\)", "")) {
          case "decimal" -> "decimal(10,2)";
          case "varchar" -> "varchar";
          case "char" -> "char(5)";
          case "timestamp" -> "timestamp(3)";
          case "timestamp with time zone" -> "timestamp(3) with time zone";
          case "time" -> "time(3)";
          case "time with time zone" -> "time(3) with time zone";
          default -> type;
        };
    return LITERAL_TYPES.contains(known) ? Optional.of(known) : Optional.empty();
  }

  private static Optional<String> lambda(List<String> types, Map<String, String> binding) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < types.size() - 1; i++) {
      names.add("x" + i);
    }
    String result = types.getLast();
    int same = types.subList(0, types.size() - 1).lastIndexOf(result);
    String parameters = "(" + String.join(", ", names) + ") -> ";
    if (same >= 0) {
      return Optional.of(parameters + names.get(same));
    }
    if (result.equals("boolean")) {
      return Optional.of(parameters + names.getFirst() + " IS NOT NULL");
    }
    return concrete(result, binding)
        .flatMap(ArgumentValues::values)
        .map(values -> parameters + values.getFirst());
  }

  private static String inner(String type) {
    return type.substring(type.indexOf('(') + 1, type.lastIndexOf(')'));
  }
}
