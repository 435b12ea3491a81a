package dev.lakehouse.sql.functions;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;

/**
 * One signature of a function, as SHOW FUNCTIONS lists it.
 *
 * @param argumentTypes as Trino writes them, with type variables in whatever case
 */
public record FunctionSignature(String name, Kind kind, List<String> argumentTypes) {
  /** What a function is called on. */
  public enum Kind {
    SCALAR,
    AGGREGATE,
    WINDOW,
    TABLE
  }

  public FunctionSignature {
    requireNonNull(name, "name is null");
    requireNonNull(kind, "kind is null");
    argumentTypes = List.copyOf(argumentTypes);
  }

  /** From a row of SHOW FUNCTIONS. */
  public static FunctionSignature of(List<Object> row) {
    String types = row.get(2).toString();
    return new FunctionSignature(
        row.get(0).toString(),
        Kind.valueOf(row.get(3).toString().toUpperCase(Locale.ROOT)),
        types.isEmpty() ? List.of() : Expressions.split(types));
  }

  /** Whether an argument is of a type, whatever its parameters. */
  boolean takes(String type) {
    return argumentTypes.stream()
        .anyMatch(argument -> argument.split("\\(", 2)[0].equalsIgnoreCase(type));
  }
}
