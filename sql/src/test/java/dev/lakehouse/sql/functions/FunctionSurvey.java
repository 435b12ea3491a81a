package dev.lakehouse.sql.functions;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.partitioningBy;
import static java.util.stream.Collectors.toCollection;

import dev.lakehouse.sql.SqlException;
import dev.lakehouse.sql.SqlResult;
import dev.lakehouse.sql.SqlSession;
import dev.lakehouse.sql.embedded.EmbeddedEngine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Asks the translator of an engine how it computes each of Trino's functions. */
final class FunctionSurvey {
  private static final String REFUSED = " is not supported by the embedded engine";
  private static final Pattern TRINOS_CODE = Pattern.compile("\\btrino_\\w+\\(\\d+::BIGINT");

  /** Over whose columns syntax is asked. */
  private static final String TABLE =
      """
      CREATE TABLE IF NOT EXISTS samples (b boolean, n bigint, x double, d decimal(10, 2), s varchar,
      bytes varbinary, day date, tm time(6), ts timestamp(6), tz timestamp(6) with time zone,
      a array(bigint), m map(varchar, bigint), r row(p integer, q varchar))\
      """;

  private final EmbeddedEngine engine;
  private final SqlSession session = SqlSession.of("ann", "iceberg", "shop");
  private final List<String> problems = new ArrayList<>();

  /** For an engine; makes a table in its schema "shop". */
  FunctionSurvey(EmbeddedEngine engine) {
    this.engine = requireNonNull(engine, "engine is null");
    run("CREATE SCHEMA IF NOT EXISTS shop");
    run(TABLE);
  }

  /**
   * What was found of a function.
   *
   * @param ways which of its signatures are computed in which ways; no signatures for syntax
   * @param syntax an example of it, if the function is syntax
   * @param isAbsent whether it is in no catalog
   */
  record Finding(
      String name,
      Map<Set<Way>, List<FunctionSignature>> ways,
      Optional<String> syntax,
      boolean isAbsent) {
    /** True if all calls are computed. */
    boolean isExact() {
      return !isAbsent
          && ways.keySet().stream()
              .flatMap(Collection::stream)
              .noneMatch(Way.Refused.class::isInstance);
    }
  }

  /** What was found of a topic's functions, in their order. */
  record Chapter(String title, boolean counted, List<Finding> findings) {}

  /**
   * Asks about all topics.
   *
   * @throws IllegalStateException if the topics and the catalog of functions do not match
   */
  List<Chapter> ask(FunctionTopics topics) {
    Map<FunctionTopics.Entry, List<FunctionSignature>> signatures = new LinkedHashMap<>();
    Set<String> catalog = new LinkedHashSet<>();
    for (FunctionSignature signature : catalog()) {
      catalog.add(signature.name());
      if (signature.kind() != FunctionSignature.Kind.TABLE) {
        topics
            .find(signature)
            .ifPresentOrElse(
                entry -> signatures.computeIfAbsent(entry, _ -> new ArrayList<>()).add(signature),
                () -> problems.add("%s is under no topic".formatted(signature)));
      }
    }
    List<Chapter> chapters =
        topics.topics().stream()
            .map(topic ->
                new Chapter(
                    topic.name(),
                    topic.counted(),
                    topic.entries().stream()
                        .map(entry -> finding(topic, entry, signatures, catalog))
                        .toList()))
            .toList();
    if (!problems.isEmpty()) {
      throw new IllegalStateException(
          "topics.txt and Trino's functions do not match:\n" + String.join("\n", problems));
    }
    return chapters;
  }

  private Finding finding(
      FunctionTopics.Topic topic,
      FunctionTopics.Entry entry,
      Map<FunctionTopics.Entry, List<FunctionSignature>> signatures,
      Set<String> catalog) {
    return switch (entry) {
      case FunctionTopics.Function function -> {
        List<FunctionSignature> found = signatures.getOrDefault(function, List.of());
        if (found.isEmpty()) {
          problems.add("%s under %s takes no signature".formatted(function, topic.name()));
        }
        Map<Set<Way>, List<FunctionSignature>> ways = new LinkedHashMap<>();
        for (FunctionSignature signature : found) {
          Set<Way> of = waysOf(signature);
          function.refused().ifPresent(values -> of.add(new Way.Refused(values)));
          ways.computeIfAbsent(of, _ -> new ArrayList<>()).add(signature);
        }
        yield new Finding(function.name(), ways, Optional.empty(), false);
      }
      case FunctionTopics.Absent absent -> {
        if (catalog.contains(absent.name())) {
          problems.add("%s under %s is there".formatted(absent, topic.name()));
        }
        yield new Finding(absent.name(), Map.of(), Optional.empty(), true);
      }
      case FunctionTopics.Syntax syntax -> {
        String sql = syntax.sql();
        Way way = way(sql.startsWith("SELECT") ? sql : "SELECT %s FROM samples".formatted(sql));
        yield new Finding(syntax.name(), Map.of(Set.of(way), List.of()), Optional.of(sql), false);
      }
    };
  }

  private List<FunctionSignature> catalog() {
    return run("SHOW FUNCTIONS").stream().map(FunctionSignature::of).toList();
  }

  private List<List<Object>> run(String sql) {
    List<List<Object>> rows = new ArrayList<>();
    try (SqlResult result = engine.execute(session, sql)) {
      for (List<List<Object>> some = result.fetch(1_000);
          !some.isEmpty();
          some = result.fetch(1_000)) {
        rows.addAll(some);
      }
    }
    return rows;
  }

  /** The ways of all calls of a signature: by one query if they are all the same. */
  private Set<Way> waysOf(FunctionSignature signature) {
    Map<Boolean, List<FunctionCall>> byKind =
        FunctionCall.of(signature).stream()
            .collect(partitioningBy(call -> call.expression().endsWith(" OVER ()")));
    Set<Way> ways = new LinkedHashSet<>();
    byKind.values().forEach(calls -> ways.addAll(waysOf(calls)));
    return ways;
  }

  private Set<Way> waysOf(List<FunctionCall> calls) {
    if (calls.size() > 1) {
      try {
        long ofTrino =
            TRINOS_CODE
                .matcher(engine.translate(session, FunctionCall.query(calls)))
                .results()
                .count();
        if (ofTrino == 0 || ofTrino >= calls.size()) {
          return Set.of(ofTrino == 0 ? new Way.ByDuckDb() : new Way.ByTrino());
        }
      } catch (SqlException _) {
        // Which of them it is, they are asked one by one.
      }
    }
    return calls.stream()
        .map(call -> way(FunctionCall.query(List.of(call))))
        .collect(toCollection(LinkedHashSet::new));
  }

  private Way way(String sql) {
    try {
      return TRINOS_CODE.matcher(engine.translate(session, sql)).find()
          ? new Way.ByTrino()
          : new Way.ByDuckDb();
    } catch (SqlException e) {
      if (!e.getMessage().endsWith(REFUSED)) {
        problems.add("%s: %s".formatted(sql, e.getMessage()));
      }
      return new Way.Refused(e.getMessage().replace(REFUSED, ""));
    }
  }
}
