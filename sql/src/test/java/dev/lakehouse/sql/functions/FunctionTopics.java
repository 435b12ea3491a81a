package dev.lakehouse.sql.functions;

import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which of Trino's functions its documentation has under which topic, read from {@code topics.txt},
 * whose first lines say how it is written.
 */
final class FunctionTopics {
  private static final Pattern FUNCTION =
      Pattern.compile("(?<name>\\w+)(\\((?<type>\\w+)\\))?( ~ (?<refused>.+))?");
  private static final String NOT_COUNTED = " | not counted";

  private final List<Topic> topics;

  private FunctionTopics(List<Topic> topics) {
    this.topics = List.copyOf(topics);
  }

  /**
   * A topic.
   *
   * @param counted whether the share of exact functions counts its functions
   */
  record Topic(String name, boolean counted, List<Entry> entries) {
    Topic {
      requireNonNull(name, "name is null");
      entries = List.copyOf(entries);
    }
  }

  /** A function of a topic. */
  sealed interface Entry {
    /** Its name as it is documented. */
    String name();
  }

  /**
   * A function of the catalog.
   *
   * @param type that an argument of its signatures has; empty for all that no other entry takes
   * @param refused which values it is refused for
   */
  record Function(String name, Optional<String> type, Optional<String> refused) implements Entry {}

  /** A function that the catalog lacks. */
  record Absent(String name) implements Entry {}

  /** Syntax that is documented as a function. */
  record Syntax(String name, String sql) implements Entry {}

  static FunctionTopics read() {
    List<Topic> topics = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                requireNonNull(FunctionTopics.class.getResourceAsStream("topics.txt")),
                StandardCharsets.UTF_8))) {
      String title = "";
      List<Entry> entries = new ArrayList<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("[")) {
          add(topics, title, entries);
          title = line.substring(1, line.length() - 1);
          entries.clear();
        } else if (!line.isBlank() && !line.startsWith("#")) {
          entries.add(entry(line));
        }
      }
      add(topics, title, entries);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new FunctionTopics(topics);
  }

  private static void add(List<Topic> topics, String title, List<Entry> entries) {
    if (!title.isEmpty()) {
      topics.add(new Topic(title.replace(NOT_COUNTED, ""), !title.endsWith(NOT_COUNTED), entries));
    }
  }

  private static Entry entry(String line) {
    if (line.startsWith("- ")) {
      return new Absent(line.substring(2));
    }
    int colon = line.indexOf(" : ");
    if (colon >= 0) {
      return new Syntax(line.substring(0, colon), line.substring(colon + 3));
    }
    Matcher function = FUNCTION.matcher(line);
    if (!function.matches()) {
      throw new IllegalStateException("topics.txt has a line that is no entry: " + line);
    }
    return new Function(
        function.group("name"),
        Optional.ofNullable(function.group("type")),
        Optional.ofNullable(function.group("refused")));
  }

  List<Topic> topics() {
    return topics;
  }

  /** The entry that takes a signature: a function, or the syntax in which it is called. */
  Optional<Entry> find(FunctionSignature signature) {
    List<Entry> named =
        topics.stream()
            .flatMap(topic -> topic.entries().stream())
            .filter(entry -> entry.name().equals(signature.name()))
            .toList();
    return named.stream()
        .filter(entry ->
            entry instanceof Function(_, Optional<String> type, _)
                && type.filter(signature::takes).isPresent())
        .findFirst()
        .or(() ->
            named.stream()
                .filter(entry ->
                    entry instanceof Syntax
                        || (entry instanceof Function(_, Optional<String> type, _)
                            && type.isEmpty()))
                .findFirst());
  }
}
