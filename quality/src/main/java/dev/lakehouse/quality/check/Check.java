package dev.lakehouse.quality.check;

import static java.util.Objects.requireNonNull;

/**
 * A check of a table.
 *
 * @param name its name, which no other check of the table has
 * @param rule what must hold
 * @param severity what it is if it does not
 * @param description what it is for, in the words of its author; may be empty
 */
public record Check(String name, Rule rule, Severity severity, String description) {
  public Check {
    requireNonNull(name, "name is null");
    requireNonNull(rule, "rule is null");
    requireNonNull(severity, "severity is null");
    requireNonNull(description, "description is null");
  }
}
