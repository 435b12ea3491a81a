package dev.lakehouse.sql.functions;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Types that stand for the type variables of signatures. */
public final class TypeBindings {
  private static final List<String> FIRST = List.of("t", "e", "k", "k1", "t1", "t4");
  private static final List<String> SECOND = List.of("v", "v1", "u", "t2", "t5");
  private static final List<String> THIRD = List.of("s", "r", "k2", "v2", "v3", "t3");

  private TypeBindings() {}

  /** Several ways to bind all variables, by their names in lower case. */
  public static List<Map<String, String>> all() {
    return List.of(
        bind("bigint", "varchar", "double"),
        bind("varchar", "bigint", "date"),
        bind("double", "decimal(10,2)", "boolean"));
  }

  private static Map<String, String> bind(String first, String second, String third) {
    Map<String, String> binding = new HashMap<>();
    FIRST.forEach(variable -> binding.put(variable, first));
    SECOND.forEach(variable -> binding.put(variable, second));
    THIRD.forEach(variable -> binding.put(variable, third));
    binding.put("n", "bigint");
    return Map.copyOf(binding);
  }
}
