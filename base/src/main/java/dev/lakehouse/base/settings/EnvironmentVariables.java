package dev.lakehouse.base.settings;

import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces {@code ${NAME}} and {@code ${NAME:default}} in texts. Thread-safe. */
final class EnvironmentVariables {
  private static final Pattern REFERENCE =
      Pattern.compile(
          "\\$\\$\\{|\\$\\{(?:(?<name>[A-Za-z_][A-Za-z0-9_]*)(?::(?<default>[^}]*))?})?");

  /** Hears what is wrong with a reference. */
  @FunctionalInterface
  interface ProblemListener {
    /** Something is wrong with {@code reference}, given as it is written. */
    void problem(String reference, String message);
  }

  private final Map<String, String> values;

  EnvironmentVariables(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /** The text with its references replaced; one that is wrong is reported and becomes empty. */
  String replaceIn(String text, ProblemListener problems) {
    return REFERENCE.matcher(text).replaceAll(found -> literal(valueOf(found, problems)));
  }

  private String valueOf(MatchResult reference, ProblemListener problems) {
    if (reference.group().equals("$${")) {
      return "${";
    }
    String name = reference.group("name");
    if (name == null) {
      problems.problem(
          reference.group(),
          "'${' begins an environment variable such as ${NAME} or ${NAME:default}; write '$${' for"
              + " the characters themselves");
      return "";
    }
    String value = values.getOrDefault(name, reference.group("default"));
    if (value == null) {
      problems.problem(
          reference.group(),
          "the environment variable "
              + name
              + " is not set; set it, or give a default: ${"
              + name
              + ":default}");
      return "";
    }
    return value;
  }

  private static String literal(String value) {
    return Matcher.quoteReplacement(value);
  }
}
