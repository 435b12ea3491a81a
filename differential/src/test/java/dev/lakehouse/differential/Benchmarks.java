package dev.lakehouse.differential;

import dev.lakehouse.differential.Outcome.Success;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The queries of TPC-H and TPC-DS in Trino's own text, which is in the jar of {@code
 * io.trino:trino-benchto-benchmarks} (Apache-2.0), on tables of scale factor 0.01.
 */
final class Benchmarks {
  /** How many queries each has. */
  private static final Map<String, Integer> QUERIES = Map.of("tpch", 22, "tpcds", 99);

  private Benchmarks() {}

  static List<Corpus> corpora() {
    return QUERIES.keySet().stream().sorted().map(Benchmarks::corpus).toList();
  }

  /** True for a corpus that needs its tables. */
  static boolean is(Corpus corpus) {
    return QUERIES.containsKey(corpus.name());
  }

  private static Corpus corpus(String name) {
    List<Statement> statements = new ArrayList<>();
    for (int number = 1; number <= QUERIES.get(name); number++) {
      String place = "q%02d.sql".formatted(number);
      int part = 0;
      for (String sql : text("/sql/presto/%s/%s".formatted(name, place)).split(";\\s*(\n|$)", -1)) {
        if (!sql.isBlank()) {
          part++;
          statements.add(
              Statement.either(
                      name,
                      name + "/" + place + (part == 1 ? "" : "." + part),
                      inCatalog(sql.strip(), name))
                  .withAnswer(Statement.Answer.SAME));
        }
      }
    }
    return new Corpus(name, false, statements);
  }

  private static String inCatalog(String sql, String schema) {
    return sql.replace("${database}", "iceberg")
        .replace("${schema}", schema)
        .replace("${prefix}", "")
        .replace("${scale}", "0.01");
  }

  private static String text(String resource) {
    try (InputStream in = Benchmarks.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes the tables on the oracle, from its generators. Gives their names. */
  static List<String> generate(StatementRunner oracle, String name) {
    EmbeddedLakehouse.succeed(oracle, "CREATE SCHEMA IF NOT EXISTS iceberg." + name);
    Success tables = EmbeddedLakehouse.succeed(oracle, "SHOW TABLES FROM %s.tiny".formatted(name));
    List<String> names =
        tables.rows().stream()
            .map(row -> row.getFirst().toString())
            .filter(table -> !table.equals("dbgen_version"))
            .toList();
    names.forEach(table ->
        EmbeddedLakehouse.succeed(
            oracle,
            "CREATE TABLE iceberg.%s.%s AS SELECT * FROM %s.tiny.%s"
                .formatted(name, table, name, table)));
    return names;
  }
}
